import { z } from 'zod';

const list = z
  .array(z.string())
  .nullish()
  .transform((items) => items ?? []);
const target = z
  .looseObject({
    group: z.string().optional(),
    kind: z.string().optional(),
    name: z.string().optional(),
    labelSelector: z.string().optional(),
    annotationSelector: z.string().optional(),
  })
  .optional();
const patch = z.looseObject({ path: z.string().optional(), patch: z.string().optional(), target });
const patches = z
  .array(patch)
  .nullish()
  .transform((items) => items ?? []);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const ignored = z
  .unknown()
  .optional()
  .transform((value) => (Array.isArray(value) ? value.length > 0 : value != null));

/**
 * What Firebreak reads of a kustomization; the rest is passed over.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export const kustomizationSchema = z.looseObject({
  kind: z.string().optional(),
  resources: list,
  bases: list,
  components: list,
  namespace: z.string().optional(),
  namePrefix: z.string().default(''),
  nameSuffix: z.string().default(''),
  images: z
    .array(
      z.looseObject({
        name: z.string(),
        newName: z.string().optional(),
        newTag: z.string().optional(),
        digest: z.string().optional(),
      }),
    )
    .nullish()
    .transform((items) => items ?? []),
  replicas: z
    .array(z.looseObject({ name: z.string(), count: z.number() }))
    .nullish()
    .transform((items) => items ?? []),
  configMapGenerator: z
    .array(
      z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        literals: list,
        files: list,
        envs: list,
      }),
    )
    .nullish()
    .transform((items) => items ?? []),
  patches,
  patchesStrategicMerge: list,
  patchesJson6902: patches,
  commonLabels: labels,
  commonAnnotations: labels,
  labels: z
    .array(z.looseObject({ pairs: labels }))
    .nullish()
    .transform((items) => items ?? []),
  replacements: ignored,
  transformers: ignored,
  vars: ignored,
  helmCharts: ignored,
});

export type Kustomization = z.output<typeof kustomizationSchema>;
export type PatchEntry = z.output<typeof patch>;
