/** Does something at most once in a while: the first time at once, what is asked for meanwhile once at the end of it. */
export class Throttle {
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly task: () => void,
    private readonly everyMs: number,
  ) {}

  run(): void {
    if (this.timer !== undefined) {
      this.again = true;
      return;
    }
    this.task();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (!this.again) return;
      this.again = false;
      this.run();
    }, this.everyMs);
  }
}
