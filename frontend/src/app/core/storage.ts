/** What the page keeps in the browser; where site data is blocked it lasts as long as the page. */
class Kept {
  private readonly instead = new Map<string, string>();

  constructor(private readonly place: () => Storage) {}

  get(key: string): string | null {
    try {
      return this.place().getItem(key);
    } catch {
      return this.instead.get(key) ?? null;
    }
  }

  set(key: string, value: string): void {
    try {
      this.place().setItem(key, value);
    } catch {
      this.instead.set(key, value);
    }
  }

  remove(key: string): void {
    this.instead.delete(key);
    try {
      this.place().removeItem(key);
    } catch {
      // Nothing was kept there.
    }
  }
}

/** As long as the tab. */
export const keptInTab = new Kept(() => sessionStorage);
/** Beyond that, for all tabs. */
export const keptInBrowser = new Kept(() => localStorage);
