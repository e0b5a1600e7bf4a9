import { listAt, numberAt, textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

/** Routes of the incident's Ingress that lead nowhere. */
export const ingressRule: Rule = (facts) => {
  if (facts.target?.kind !== 'Ingress' || facts.blind('service')) return [];
  const ingress = facts.find(facts.target);
  if (ingress === undefined) return [];
  return listAt(ingress.object, 'spec', 'rules')
    .flatMap((rule) => listAt(rule, 'http', 'paths'))
    .flatMap((path) => judge(facts, ingress, path));
};

function judge(facts: Facts, ingress: Seen, path: unknown): readonly Finding[] {
  const object = refOf(ingress.object);
  const name = textAt(path, 'backend', 'service', 'name');
  if (name === undefined || object.namespace === undefined) return [];
  const ref = { apiVersion: 'v1', kind: 'Service', namespace: object.namespace, name };
  const service = facts.find(ref);
  if (service === undefined) {
    const why = `${refText(object)} sends traffic to ${refText(ref)}, which does not exist`;
    return [
      finding({
        cause: 'ingress.backend-missing',
        object,
        confidence: 0.96,
        sure: true,
        why,
        evidence: [ingress.id],
      }),
    ];
  }
  const number = numberAt(path, 'backend', 'service', 'port', 'number');
  const named = textAt(path, 'backend', 'service', 'port', 'name');
  const has = listAt(service.object, 'spec', 'ports').some(
    (port) =>
      (named !== undefined && textAt(port, 'name') === named) ||
      (number !== undefined && numberAt(port, 'port') === number),
  );
  if (has || (number === undefined && named === undefined)) return [];
  const why = `${refText(object)} sends traffic to port ${named ?? number ?? ''} of ${refText(ref)}, which has no such port`;
  const evidence = [ingress.id, service.id];
  return [finding({ cause: 'ingress.backend-port', object, confidence: 0.96, sure: true, why, evidence })];
}
