import { listAt, textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

const soon = 14 * 86_400_000;

/** cert-manager's Certificates, by their status. Their keys are nobody's business. */
export const certificatesRule: Rule = (facts) =>
  facts.of('Certificate').flatMap(({ id, object: certificate }) => {
    const object = refOf(certificate);
    const ready = listAt(certificate, 'status', 'conditions').find(
      (condition) => textAt(condition, 'type') === 'Ready',
    );
    const left = Date.parse(textAt(certificate, 'status', 'notAfter') ?? '') - facts.now.getTime();
    const evidence = [id];
    if (left <= 0) {
      const why = `${refText(object)} expired at ${textAt(certificate, 'status', 'notAfter') ?? ''}`;
      return [finding({ cause: 'certificate.expired', object, confidence: 0.97, sure: true, why, evidence })];
    }
    if (textAt(ready, 'status') === 'False') {
      const why = `${refText(object)} is not ready`;
      return [
        finding({ cause: 'certificate.not-ready', object, confidence: 0.94, sure: true, why, evidence }),
      ];
    }
    const due = Date.parse(textAt(certificate, 'status', 'renewalTime') ?? '') < facts.now.getTime();
    const isTarget = facts.target?.kind === 'Certificate';
    if (!due && !(isTarget && left < soon)) return [];
    const why = `${refText(object)} expires at ${textAt(certificate, 'status', 'notAfter') ?? ''}${due ? ', and its renewal is overdue' : ''}`;
    return [
      finding({
        cause: 'certificate.expiring',
        object,
        confidence: 0.9,
        sure: due && isTarget,
        why,
        evidence,
      }),
    ];
  });
