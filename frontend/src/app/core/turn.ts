/** Lets the browser draw, and answer whoever uses the page, before what follows: in one piece it would block both. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
