// Keeps the conversation for as long as the tab is open, and nowhere else.
// Where storage is blocked the conversation lives in memory alone.

export class TabStorage<Value> {
  constructor(private readonly key: string) {}

  load(): Value | undefined {
    try {
      const text = sessionStorage.getItem(this.key);
      return text ? (JSON.parse(text) as Value) : undefined;
    } catch {
      return undefined;
    }
  }

  save(value: Value): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // Blocked or full: the page still holds it.
    }
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Blocked: there is nothing to clear.
    }
  }
}
