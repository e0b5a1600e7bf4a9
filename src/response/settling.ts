import { isResolved } from '../domain/incident.ts';
import { advance, close, event, type Stage } from './stage.ts';

/** Lets transients heal; at the end of the settle time the condition is read again before anyone is bothered. */
export const settling: Stage = {
  state: 'settling',
  async run(incident, ports) {
    const until = new Date(incident.settlesUntil ?? 0);
    // What flaps ends many times: the incident waits for the next time, so that there is one and not many.
    if (isResolved(incident) && ports.clock.now() < until) return { incident, dueAt: until, events: [] };
    if (isResolved(incident)) return close(incident, 'self-resolved', 'the alerts resolved by themselves');
    const condition = await ports.condition(incident);
    if (condition === 'gone') {
      return close(incident, 'self-resolved', 'what the alerts told of no longer holds in the cluster');
    }
    const settled = event(incident, 'incident.settled', { condition });
    return advance(incident, { state: 'investigating' }, [settled], ports.clock.now());
  },
};
