import type { SeededRandom } from './seeded-random.ts';

const suffix = (r: SeededRandom): string =>
  `${r.text(10, 'bcdfghjklmnpqrstvwxz2456789')}-${r.text(5, 'bcdfghjklmnpqrstvwxz2456789')}`;

/** Texts without a secret, which an investigation needs as they are. */
export const readableTexts: Readonly<Record<string, (random: SeededRandom) => string>> = {
  'image digest': (r) => `Pulled image ghcr.io/acme/web@sha256:${r.hex(64)}`,
  'short digest': (r) => `image sha256:${r.hex(12)} was removed`,
  uid: (r) => `pod uid ${r.uuid()} was evicted`,
  'commit hash': (r) => `revision ${r.hex(40)} reconciled from main@sha1:${r.hex(40)}`,
  'pod name': (r) =>
    `Back-off restarting failed container app in pod price-scraper-${suffix(r)}_cardboard(${r.uuid()})`,
  'long pod name': (r) => `pod/kube-prometheus-stack-prometheus-node-exporter-${suffix(r)} is not ready`,
  'replica set name': (r) => `Scaled up replica set web-${r.hex(10)} from 0 to 1`,
  'resource version': (r) => `resourceVersion: "${r.digits(9)}" is too old (${r.digits(9)})`,
  'trace id': (r) => `trace_id=${r.hex(32)} span_id=${r.hex(16)} status=500`,
  traceparent: (r) => `traceparent: 00-${r.hex(32)}-${r.hex(16)}-01`,
  'request id': (r) => `X-Request-Id: ${r.uuid()}`,
  ETag: (r) => `ETag: W/"${r.hex(32)}"`,
  'IPv6 address': (r) => `dial tcp [fd00:${r.hex(4)}:${r.hex(4)}::${r.hex(4)}]:5432: connect: refused`,
  'MAC address': (r) => `link ${[1, 2, 3, 4, 5, 6].map(() => r.hex(2)).join(':')} is down`,
  'container id': (r) => `containerd://${r.hex(64)} exited with 137`,
  'mount path': (r) =>
    `MountVolume.SetUp failed: /var/lib/kubelet/pods/${r.uuid()}/volumes/kubernetes.io~csi/pvc-${r.uuid()}/mount`,
  'volume handle': (r) => `volume vol-${r.hex(17)} is attached to i-${r.hex(17)}`,
  'load balancer': (r) => `a${r.hex(31)}-${r.digits(10)}.eu-west-1.elb.amazonaws.com: no such host`,
  ARN: (r) => `arn:aws:iam::${r.digits(12)}:role/cluster-autoscaler is not authorised`,
  'API path': (r) => `GET /apis/apps/v1/namespaces/cardboard/deployments/price-scraper-${r.hex(4)} 200 12ms`,
  'Java class': (r) =>
    `at org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager.authorize(Manager.java:${r.digits(3)})`,
  'Go function': (r) =>
    `k8s.io/client-go/tools/cache.(*Reflector).ListAndWatch.func1(0xc000${r.hex(6)}, 0x1)`,
  'Python path': (r) =>
    `File "/usr/local/lib/python3.11/site-packages/sqlalchemy/pool/base.py", line ${r.digits(3)}, in _do_get`,
  'node_modules path': (r) =>
    `at Module._compile (/app/node_modules/@acme/token-bucket/dist/index.js:${r.digits(2)}:14)`,
  version: (r) => `upgrading v1.${r.digits(2)}.3-rc.1+build.${r.digits(4)} to v2.0.0`,
  'Go pseudo-version': (r) => `golang.org/x/net@v0.0.0-2026030402${r.digits(4)}-${r.hex(12)}`,
  'metric line': (r) =>
    `container_memory_working_set_bytes{namespace="cardboard",pod="web-${suffix(r)}"} ${r.digits(9)}`,
  query: (r) => `sum(rate(http_requests_total{job="web",code=~"5.."}[5m])) by (pod) > 0.${r.digits(2)}`,
  quantities: (r) => `limits cpu=${r.digits(3)}m, memory=${r.digits(3)}Mi; requests memory=64Mi`,
  time: (r) => `2026-03-04T02:${r.digits(2)}:05.${r.digits(9)}Z started`,
  labels: (r) =>
    `app.kubernetes.io/name=web, app.kubernetes.io/instance=web-${r.hex(6)}, pod-template-hash=${r.hex(10)}`,
  'last words': (r) => `exit code 137, OOMKilled, restarts ${r.digits(2)}, message: heap out of memory`,
  'password in prose': (r) => `FATAL: password authentication failed for user "app${r.digits(2)}"`,
  'password missing': (r) => `fe_sendauth: no password supplied (attempt ${r.digits(2)})`,
  'password file': (r) => `could not open password file /etc/app/conf-${r.digits(2)}.d`,
  'token bucket': (r) => `the token bucket is empty, retry in ${r.digits(2)} ms`,
  'unexpected token': (r) => `SyntaxError: Unexpected token < in JSON at position ${r.digits(2)}`,
  'token expired': (r) => `the token has expired ${r.digits(2)} minutes ago, log in anew`,
  'secret not found': (r) =>
    `MountVolume.SetUp failed for volume "tls" : secret "web-tls-${r.digits(2)}" not found`,
  'secret reference': (r) => `secretName: web-tls-${r.digits(2)}`,
  'secret key reference': (r) => `couldn't find key password in Secret cardboard/db-${r.digits(2)}`,
  'name of a Secret as an option': (r) => `exec ecr-login --secret=ecr-pull --interval=${r.digits(2)}h`,
  'name of a Secret as two words': (r) => `exec ecr-login --secret ecr-pull-${r.digits(2)} --namespace shop`,
  'name of a Secret as options in YAML': (r) =>
    `args:\n- --secret\n- registry-credentials-${r.digits(2)}\n- --namespace\n- shop`,
  'name of a Secret as options in JSON': (r) =>
    `["refresh","--secret","ecr-pull","--pull-secret=regcred","--port=${r.digits(4)}"]`,
  'name and namespace of a Secret': (r) => `sync --secret=cardboard/ecr-pull --to=shop-${r.digits(2)}`,
  'option that says that it is a name': (r) =>
    `--secret-name web-tls-${r.digits(2)} --configmap-name settings`,
  'option for a file of a token': (r) =>
    `exec app --token-file /var/run/app/id-${r.digits(2)} --password-file x`,
  'name of a Secret in the values of a chart': (r) =>
    `existingSecret: postgres-credentials\n  tlsSecret: web-tls-${r.digits(2)}`,
  'name of a Secret as a variable': (r) => `PULL_SECRET=ecr-pull REGION=eu-central-${r.digits(1)}`,
  'kubectl on a Secret': (r) =>
    `kubectl delete secret ecr-pull --ignore-not-found -n shop-${r.digits(2)} && kubectl create secret docker-registry ecr-pull -n shop`,
  'pull secret': (r) =>
    `Unable to retrieve some image pull secrets (ecr-${r.digits(2)}); attempting to pull the image may not succeed.`,
  'service account': (r) =>
    `User "system:serviceaccount:cardboard:web-${r.digits(2)}" cannot list resource "secrets" in API group ""`,
  unauthorized: (r) =>
    `Failed to pull image "ghcr.io/acme/web:1.${r.digits(2)}": unauthorized: authentication required`,
  'TLS error': (r) =>
    `x509: certificate has expired or is not yet valid: current time 2026-03-04T02:00:${r.digits(2)}Z`,
  'public key pin': (r) => `the authorized_keys file has ${r.digits(2)} entries`,
  'key not found': (r) => `KeyError: 'price_${r.digits(3)}'`,
  'cache key': (r) => `cache miss for key=user:${r.digits(6)} ttl=300`,
  'primary key': (r) =>
    `duplicate key value violates unique constraint "orders_pkey" Detail: Key (id)=(${r.digits(6)})`,
  'author field': (r) => `author=release-bot-${r.digits(2)} merged`,
  'basic words': (r) => `basic connectivity check ${r.digits(2)} passed`,
  'digest mismatch': (r) => `digest mismatch: expected sha256:${r.hex(64)}`,
  'compass and bypass': (r) => `bypass=true compass-${r.digits(2)} passed, passing on`,
  'plain URL': (r) => `GET http://web.cardboard.svc.cluster.local:8080/healthz?try=${r.digits(2)} 503`,
  'git URL': (r) => `cloning ssh://git@git.example/team/app-${r.digits(2)}.git`,
  'host and port list': (r) => `brokers kafka-0:9092,kafka-1:9092,kafka-${r.digits(2)}:9092 are down`,
  'command line': (r) => `exec nginx -g "daemon off;" -c /etc/nginx/nginx-${r.digits(2)}.conf`,
  'kubectl command': (r) => `kubectl get pods -n cardboard -l app=web-${r.digits(2)} -o wide`,
  'mkdir -p': (r) => `mkdir -p /var/cache/nginx/client_temp_${r.digits(2)}`,
  'env name': (r) => `container app: env names LOG_LEVEL, DB_HOST, PORT_${r.digits(2)}`,
  'env name of a secret': (r) => `required environment variable DB_PASSWORD is not set (code ${r.digits(2)})`,
  'error constant': (r) =>
    `TypeError: Cannot read properties of undefined (reading 'userAccessTokenExpiresAt') at line ${r.digits(2)}`,
  'leader election': (r) => `successfully acquired lease kube-system/kube-controller-manager-${r.digits(2)}`,
  'multi-line error': (r) => `panic: runtime error\n\ngoroutine ${r.digits(2)} [running]:\nmain.main()`,
  'Chinese text': (r) => `连接数据库失败：超时 ${r.digits(2)}`,
  'Russian text': (r) => `ошибка подключения к базе: ${r.digits(2)}`,
};
