import { field, listAt, numberAt, textAt, textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Description } from './description.ts';
import { description, pairs } from './description.ts';

const mostRules = 20;

/** Hosts and the Services behind them; of TLS, the Secret is only named. */
export function describeIngress(object: KubernetesObject): Description {
  const routes = listAt(object, 'spec', 'rules').flatMap((rule) =>
    listAt(rule, 'http', 'paths').map(
      (path) =>
        `${textAt(rule, 'host') ?? '*'}${textAt(path, 'path') ?? '/'} → ${textAt(path, 'backend', 'service', 'name') ?? '?'}:${textAt(path, 'backend', 'service', 'port', 'name') ?? numberAt(path, 'backend', 'service', 'port', 'number') ?? '?'}`,
    ),
  );
  const tls = listAt(object, 'spec', 'tls').flatMap((entry) => textAt(entry, 'secretName') ?? []);
  const kind = textAt(object, 'spec', 'ingressClassName') ?? 'default';
  return description(
    `${refText(refOf(object))}: class ${kind}, ${routes.length} routes, TLS ${tls.join(', ') || 'none'}`,
    routes.slice(0, mostRules),
  );
}

export function describeNetworkPolicy(object: KubernetesObject): Description {
  const types = listAt(object, 'spec', 'policyTypes').filter((type) => typeof type === 'string');
  const selected = pairs(textMapAt(object, 'spec', 'podSelector', 'matchLabels'), 'every pod');
  const rules = (['ingress', 'egress'] as const).flatMap((way) =>
    listAt(object, 'spec', way).map(
      (rule) => `${way} ${way === 'ingress' ? 'from' : 'to'} ${ruleText(rule, way)}`,
    ),
  );
  return description(
    `${refText(refOf(object))}: selects ${selected}, restricts ${types.join(' and ') || 'Ingress'}, ${rules.length} rules`,
    rules.slice(0, mostRules),
  );
}

function ruleText(rule: unknown, way: 'ingress' | 'egress'): string {
  const peers = listAt(rule, way === 'ingress' ? 'from' : 'to').map((peer) => {
    const block = textAt(peer, 'ipBlock', 'cidr');
    if (block !== undefined) return block;
    const pods = pairs(textMapAt(peer, 'podSelector', 'matchLabels'), 'every pod');
    const inside =
      field(peer, 'namespaceSelector') === undefined
        ? ''
        : ` in namespaces ${pairs(textMapAt(peer, 'namespaceSelector', 'matchLabels'), 'of any kind')}`;
    return `${pods}${inside}`;
  });
  const ports = listAt(rule, 'ports').map(
    (port) =>
      `${textAt(port, 'protocol') ?? 'TCP'} ${String((field(port, 'port') ?? 'any') as string | number)}`,
  );
  return `${peers.join(' or ') || 'anywhere'}, ports ${ports.join(', ') || 'any'}`;
}

/** A cert-manager Certificate: names, readiness and expiry, never a key. */
export function describeCertificate(object: KubernetesObject): Description {
  const ready = listAt(object, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'Ready',
  );
  const names = listAt(object, 'spec', 'dnsNames').filter((name) => typeof name === 'string');
  const parts = [
    textAt(ready, 'status') === 'True' ? 'ready' : `not ready (${textAt(ready, 'reason') ?? 'no condition'})`,
    `expires ${textAt(object, 'status', 'notAfter') ?? 'at an unknown time'}`,
    `renews ${textAt(object, 'status', 'renewalTime') ?? 'at an unknown time'}`,
    `for ${names.slice(0, 5).join(', ') || 'no names'}`,
    `issuer ${textAt(object, 'spec', 'issuerRef', 'name') ?? 'unknown'}`,
  ];
  const message = textAt(ready, 'message');
  return description(
    `${refText(refOf(object))}: ${parts.join(', ')}`,
    message === undefined ? [] : [message],
  );
}
