import { textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { hasPort } from '../../evidence/dependencies.ts';
import { saysNameUnresolved } from '../../evidence/text/trouble-words.ts';
import { connectionsIn, hasConnectionTrouble, logsOf, speaksOfConnections } from './connections.ts';
import type { Facts } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

/** Clients that are configured to use a Service or a port that does not exist. */
export const dependenciesRule: Rule = (facts) => [...wrongPorts(facts), ...missingServices(facts)];

function wrongPorts(facts: Facts): readonly Finding[] {
  return connectionsIn(facts).flatMap(({ client, reference, service, serviceId }) => {
    // What looks like a port in a file may be something else.
    if (reference.port === undefined || reference.from === 'file') return [];
    if (hasPort(service, reference.port)) return [];
    if (!hasConnectionTrouble(facts, client.object)) return [];
    const object = refOf(client.object);
    const sure = speaksOfConnections(facts, client.object);
    const why = `${reference.variable} of container ${reference.container} in ${refText(object)} names port ${reference.port}, which ${refText(refOf(service))} does not have`;
    const evidence = [client.id, serviceId, ...logsOf(facts, client.object).map(({ id }) => id)];
    const confidence = sure ? 0.95 : 0.88;
    return [finding({ cause: 'dependency.wrong-port', object, confidence, sure, why, evidence })];
  });
}

function missingServices(facts: Facts): readonly Finding[] {
  return facts.absent('Service').flatMap(({ id, ref }) => {
    const target = facts.target === undefined ? undefined : facts.find(facts.target);
    if (target === undefined || !hasConnectionTrouble(facts, target.object)) return [];
    const object = refOf(target.object);
    const logs = logsOf(facts, target.object);
    const sure = logs.some(({ text }) => saysNameUnresolved(text));
    // Many a StatefulSet does without the Service that governs it; only its peers' names need it.
    const isGoverning = textAt(target.object, 'spec', 'serviceName') === ref.name;
    if (isGoverning && !logs.some(({ text }) => saysNameUnresolved(text) && text.includes(ref.name)))
      return [];
    const why = `${refText(object)} is configured to use ${refText(ref)}, which does not exist`;
    const evidence = [target.id, id, ...logs.map((log) => log.id)];
    const confidence = sure ? 0.94 : 0.75;
    return [finding({ cause: 'dependency.service-missing', object, confidence, sure, why, evidence })];
  });
}
