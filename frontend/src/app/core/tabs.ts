/** Tells the other tabs of this browser; silent where the browser does not allow that. */
export class Tabs {
  private readonly channel: BroadcastChannel | undefined;

  constructor(name: string) {
    try {
      this.channel = new BroadcastChannel(name);
    } catch {
      this.channel = undefined;
    }
  }

  tell(what: string): void {
    this.channel?.postMessage(what);
  }

  listen(heard: (what: string) => void): void {
    this.channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') heard(data);
    });
  }
}
