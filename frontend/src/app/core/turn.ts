/** Lets the browser draw, and answer whoever uses the page, before what follows: in one piece it would block both. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers make timers wait for long in a tab that is out of sight, but not messages.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
