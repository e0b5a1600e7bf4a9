import type { Collector } from '../collector.ts';
import { inNamespaces } from './in-namespaces.ts';

/** The NetworkPolicies of the incident's namespaces: who may talk to whom. */
export const networkPolicyCollector: Collector = {
  name: 'network-policy',
  kind: 'network-policy',
  collect: async (context) =>
    await inNamespaces(context, { kind: 'NetworkPolicy', evidence: 'network-policy' }),
};
