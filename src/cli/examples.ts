/** What the programs in examples/ share with the command line: pictures, plots and tables. Built for them alone, into build/. */
export { channelSpectra, compressPicture } from "./commands/compression";
export { Outputs } from "./files/output";
export { encodePicture, peakSignalToNoise, readPicture, withChannels } from "./files/picture/picture";
export { iterationsPlot } from "./plots/iterations";
export { screePlot } from "./plots/scree";
export { decibels, milliseconds, percent, significant, whole } from "./report/format";
export { columnTable } from "./report/table";
