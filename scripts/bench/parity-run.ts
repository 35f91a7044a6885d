import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../dev/platform/package-root.ts";
import { interleave, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { figureOf, type Report } from "./measure/report.ts";
import { median } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, PROGRAM } from "./stack/subject.ts";

const OBJECTS = 300;
const STATIC_MS = 1_500;
const LIVE_MS = 1_000;
const MOST_MB = 200;
const MANIFESTS = join(packageRoot, "test", "parity", "production");
/** What is in {@link MANIFESTS}. */
const REAL_OBJECTS = 24;
/** What a process says of itself when it ends. */
const PEAK = "--import=data:text/javascript,process.on('exit',()=>process.stderr.write('peak-kb='+process.resourceUsage().maxRSS+'\\n'))";

/** Applications around the real ones: nobody here knows them, and each of their objects must be looked at all the same. */
const manifestsOf = (index: number): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: shop-${index}, namespace: shop }
data: { LOG_LEVEL: info, UPSTREAM: "http://shop-${index - 1}:8080" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop-${index}, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop-${index} } }
  template:
    metadata: { labels: { app: shop-${index} } }
    spec:
      containers:
        - name: main
          image: ghcr.io/neotool/shop-${index}:1.${index}.0
          envFrom: [{ configMapRef: { name: shop-${index} } }]
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /health, port: 8080 } }
          resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 512Mi } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: shop-${index}, namespace: shop }
spec: { podSelector: { matchLabels: { app: shop-${index} } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }] }
`;

const writeManifests = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await cp(MANIFESTS, folder, { recursive: true });
  for (let index = 1; index <= (OBJECTS - REAL_OBJECTS) / 3; index += 1) await writeFile(join(folder, `shop-${index}.yaml`), manifestsOf(index));
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("parity", bench);
  const cwd = subject.project.instance.workingCopy;
  await writeManifests(join(cwd, "infra"));
  await subject.dev(subject.up);
  const peaks: number[] = [];
  const parity = (name: string, ...args: readonly string[]): Arm => ({
    name,
    run: async () => {
      const { ms, stderr } = await run(process.execPath, [PEAK, PROGRAM, "dev", "parity", "infra", ...args], { cwd, signal: bench.signal });
      peaks.push(Number(/peak-kb=(\d+)/.exec(stderr)?.[1] ?? 0) / 1_000);
      return { ms };
    },
  });
  const [defined, live] = [parity("parity --static", "--static"), parity("parity, of what runs")];
  const measured = await interleave([defined, live], bench.runs, bench.signal);
  return {
    measures: [defined, live].map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [
      figureOf(`${OBJECTS} objects, the definitions`, measured.of(defined.name), median, { must: STATIC_MS }),
      { name: "what asking those that run adds", unit: "ms", value: median(measured.of(live.name)) - median(measured.of(defined.name)), interval: null, must: LIVE_MS },
      { name: "resident memory, at most", unit: "MB", value: Math.max(...peaks), interval: null, must: MOST_MB },
    ],
  };
};

/** Three hundred objects of plain YAML against the definitions, and against the core stack that runs. */
export const parityRun: Row = { id: "parity-run", title: "parity, the whole command", run: measure };
