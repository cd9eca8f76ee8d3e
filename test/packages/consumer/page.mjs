import { answer } from "./answer.mjs";

const output = document.createElement("output");
try {
  output.textContent = answer();
} catch (error) {
  output.textContent = `${error.name}: ${error.message}`;
}
document.body.append(output);
