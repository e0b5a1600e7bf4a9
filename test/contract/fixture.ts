/** What the contract is checked with: small workloads in namespaces of different Pod Security levels. */
export const FIXTURE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Namespace
metadata:
  name: strict
  labels: { pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted }
---
apiVersion: v1
kind: Namespace
metadata: { name: plain }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop, labels: { app: web } }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, tier: front } }
    spec:
      containers:
        - { name: app, image: registry.example/web:1, resources: { limits: { memory: 256Mi } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  replicas: 1
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers: [{ name: postgres, image: registry.example/postgres:1 }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: moving, namespace: shop }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: batch/v1
kind: Job
metadata: { name: backup, namespace: shop }
spec:
  template:
    metadata: { labels: { app: backup } }
    spec:
      restartPolicy: Never
      containers: [{ name: backup, image: registry.example/backup:1 }]
---
apiVersion: v1
kind: Secret
metadata: { name: hidden, namespace: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: host, namespace: plain }
spec:
  replicas: 2
  selector: { matchLabels: { app: host } }
  template:
    metadata: { labels: { app: host } }
    spec:
      hostNetwork: true
      containers: [{ name: app, image: registry.example/host:1 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: blocked, namespace: strict }
spec:
  replicas: 1
  selector: { matchLabels: { app: blocked } }
  template:
    metadata: { labels: { app: blocked } }
    spec:
      containers: [{ name: app, image: registry.example/blocked:1, securityContext: { privileged: true } }]
`;
