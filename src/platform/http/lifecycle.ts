/** How far this process has gone towards its end. Readiness and the API's gate look at the same one. */
export interface Lifecycle {
  /** Load balancers should send new requests elsewhere; they are still served. */
  readonly unready: boolean;
  /** New requests are refused, those under way finish. */
  readonly closing: boolean;
  beginUnready(): void;
  beginClosing(): void;
}

export function createLifecycle(): Lifecycle {
  let unready = false;
  let closing = false;
  return {
    get unready() {
      return unready;
    },
    get closing() {
      return closing;
    },
    beginUnready() {
      unready = true;
    },
    beginClosing() {
      unready = true;
      closing = true;
    },
  };
}
