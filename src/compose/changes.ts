/** Tells those who look at an incident that something about it was stored. */
export interface Changes {
  publish(incident: string): void;
  /** Returns the way to stop. */
  subscribe(incident: string, listener: () => void): () => void;
  /** The same for every incident. */
  subscribeAll(listener: () => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Map<string, Set<() => void>>();
  const ofAll = new Set<() => void>();
  return {
    publish(incident) {
      for (const listener of listeners.get(incident) ?? []) listener();
      for (const listener of ofAll) listener();
    },
    subscribe(incident, listener) {
      const mine = listeners.get(incident) ?? new Set();
      mine.add(listener);
      listeners.set(incident, mine);
      return () => {
        mine.delete(listener);
        if (mine.size === 0) listeners.delete(incident);
      };
    },
    subscribeAll(listener) {
      ofAll.add(listener);
      return () => {
        ofAll.delete(listener);
      };
    },
  };
}
