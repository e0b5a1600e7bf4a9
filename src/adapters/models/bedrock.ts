import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { Model, ModelReply, ModelRequest } from '../../ports/model.ts';

export interface BedrockOptions {
  /** The id of a model, an inference profile or its ARN, such as `amazon.nova-micro-v1:0`. */
  readonly modelId: string;
  readonly region: string;
  /** Absent for the region's own endpoint. */
  readonly endpoint?: string;
}

/** A model of Amazon Bedrock through Converse, with the credentials of the AWS chain. */
export function bedrockModel(options: BedrockOptions): Model {
  const name = `bedrock:${options.modelId}`;
  let connected: Promise<BedrockRuntimeClient> | undefined;

  return Object.freeze({
    name,
    async complete(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
      // Loaded with the first request: a process without Bedrock does not pay for the SDK.
      const [sdk, wire, errors] = await Promise.all([
        import('@aws-sdk/client-bedrock-runtime'),
        import('./bedrock-wire.ts'),
        import('./bedrock-errors.ts'),
      ]);
      connected ??= connect(options);
      const client = await connected;
      try {
        const command = new sdk.ConverseCommand(wire.toConverse(options.modelId, request));
        return wire.fromConverse(name, await client.send(command, { abortSignal: signal }));
      } catch (error) {
        throw errors.toModelError(name, error, signal);
      }
    },
  });
}

async function connect({ region, endpoint }: BedrockOptions): Promise<BedrockRuntimeClient> {
  const [{ BedrockRuntimeClient: Client }, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-bedrock-runtime'),
    import('@smithy/node-http-handler'),
  ]);
  return new Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    // The default speaks HTTP/2 alone, which neither a proxy nor a private endpoint has to.
    requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000 }),
    // Whoever calls decides about a second attempt, under a breaker and a budget.
    maxAttempts: 1,
  });
}
