import { textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

/** Claims that no volume answers. Data is at stake, so people mend it. */
export const storageRule: Rule = (facts) =>
  facts.of('PersistentVolumeClaim').flatMap(({ id, object }) => {
    const phase = textAt(object, 'status', 'phase');
    if (phase !== 'Pending' && phase !== 'Lost') return [];
    const ref = refOf(object);
    const events = facts.events.filter(
      ({ about, type }) => about === `PersistentVolumeClaim/${ref.name}` && type === 'Warning',
    );
    // A class that binds on first use keeps a claim pending while no pod wants it.
    const waitsForPod = facts.events.some(
      ({ about, reason }) =>
        about === `PersistentVolumeClaim/${ref.name}` && reason === 'WaitForFirstConsumer',
    );
    const why = `${refText(ref)} is ${phase}`;
    const confidence = phase === 'Lost' || (events.length > 0 && !waitsForPod) ? 0.93 : 0.7;
    return [
      finding({
        cause: 'storage.claim-pending',
        object: ref,
        confidence,
        sure: confidence > 0.9,
        why,
        evidence: [id, ...events.map((event) => event.id)],
      }),
    ];
  });
