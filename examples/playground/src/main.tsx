import { render } from "preact";
import { App } from "./app";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/controls.css";
import "./styles/figures.css";
import "./styles/pages.css";

render(<App />, document.getElementById("app")!);
