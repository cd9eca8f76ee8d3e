/** Puts what an answer is, or the error, on the page. */
export async function show(answer) {
  const output = document.createElement("output");
  try {
    output.textContent = await answer();
  } catch (error) {
    output.textContent = `${error.name}: ${error.message}`;
  }
  document.body.append(output);
}
