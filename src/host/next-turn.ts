/** Lets the machine do its other work: input, output, signals, a progress bar. */

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
