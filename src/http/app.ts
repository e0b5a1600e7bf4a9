import { fastifyCookie } from '@fastify/cookie';
import { fastify, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { api } from './api/api.ts';
import { installOpenApi } from './api/openapi.ts';
import type { AppOptions } from './app-options.ts';
import { assetRoutes } from './assets/asset-routes.ts';
import { loadAssets } from './assets/assets.ts';
import { installGate } from './auth/gate.ts';
import { Sessions } from './auth/sessions.ts';
import { isAmong } from './auth/trusted-proxy.ts';
import { standingOf } from './auth/standing.ts';
import { CheckGate } from './check-gate.ts';
import { installErrorAnswers } from './error-answers.tsx';
import { githubWebhook } from './github/webhook.ts';
import { healthRoutes } from './health/health-routes.ts';
import { installRequestMetrics } from './health/request-metrics.ts';
import { RequestLog } from './request-log.ts';
import { installSecurityHeaders } from './security-headers.ts';
import { slackInteractions } from './slack/interactions.ts';
import { PageContexts } from './site/page-contexts.ts';
import { site } from './site/site.ts';
import { closeUnusedConnections } from './unused-connections.ts';
import { alertmanagerWebhook } from './webhook/alertmanager.ts';
import { RateLimiter } from './webhook/rate-limiter.ts';

const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
const HEARTBEAT_MILLISECONDS = 20_000;
const WEBHOOK_PER_MINUTE = 6_000;
const GITHUB_PER_MINUTE = 600;

/** The web side, ready to listen. Everything that it reaches comes in through the options. */
export function createApp(options: AppOptions): FastifyInstance {
  const { ports, auth, clock, registry, ids, webhookPerMinute = WEBHOOK_PER_MINUTE } = options;
  const sessions = new Sessions(auth.sessions, clock, options.random, {
    milliseconds: auth.sessionMilliseconds,
    standing: (session) => standingOf(session, auth),
  });
  const assets = loadAssets();
  const contexts = new PageContexts(options, assets);

  const app = fastify({
    loggerInstance: options.logger,
    logController: new RequestLog(),
    requestIdHeader: false,
    // Whose address it is that a proxy passes on is believed from the proxies alone that may say who signed in.
    trustProxy: (address) => isAmong(address, auth.proxy?.addresses ?? []),
    genReqId: () => ids.next('req'),
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    // A label may be called `__proto__`; dropping it costs less than refusing the whole notification.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // What a plain HTML form of another site could send is not read as JSON.
  app.removeContentTypeParser('text/plain');

  closeUnusedConnections(app);
  installSecurityHeaders(app);
  installRequestMetrics(app, registry);
  installErrorAnswers(app, contexts);
  app.register(fastifyCookie);
  installGate(app, auth, sessions);

  installOpenApi(app, options.about.version);
  app.register(async (scope) => {
    healthRoutes(scope, ports.health, registry);
    assetRoutes(scope, assets);
    alertmanagerWebhook(scope, ports.intake, new RateLimiter(webhookPerMinute, clock));
  });
  if (options.slack !== undefined) app.register(slackInteractions(options.slack, clock));
  if (options.github !== undefined) {
    app.register(githubWebhook(options.github, new RateLimiter(GITHUB_PER_MINUTE, clock)));
  }
  const checkGate = new CheckGate(clock);
  app.register(api(ports, sessions, checkGate), { prefix: '/api/v1' });
  app.register(
    site({
      ports,
      auth,
      sessions,
      contexts,
      clock,
      checkGate,
      heartbeatMilliseconds: options.heartbeatMilliseconds ?? HEARTBEAT_MILLISECONDS,
    }),
  );
  return app;
}
