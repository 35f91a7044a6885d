import { deployment } from "./manifests.ts";

export interface ManyOptions {
  readonly clusters: readonly string[];
  /** Services of each cluster; each is three objects, and there are ten more for a cluster. */
  readonly services: number;
}

const kustomization = (fields: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${fields}`;

const object = (apiVersion: string, kind: string, name: string, rest: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;

const service = (name: string): string => object("v1", "Service", name, `spec:\n  selector: { app: ${name} }\n  ports: [{ name: http, port: 80, targetPort: 8080 }]\n`);

const autoscaler = (name: string): string =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", name, `spec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} }\n  minReplicas: 2\n  maxReplicas: 5\n`);

const teamOf = (index: number): string => `team-${index % 5}`;

/** Of one service, which nobody but its team's kustomization takes. */
const serviceFiles = (index: number): readonly (readonly [string, string])[] => {
  const name = `service-${index}`;
  const folder = `apps/base/${teamOf(index)}/${name}`;
  const env = Array.from({ length: 12 }, (_, at) => `            - name: SETTING_${at}\n              value: "${name} ${at}"\n`).join("");
  return [
    [`${folder}/kustomization.yaml`, kustomization("resources: [deployment.yaml, service.yaml, autoscaler.yaml]\n")],
    [`${folder}/deployment.yaml`, deployment(name, `ghcr.io/shop/${name}`, `          env:\n${env}          resources:\n            requests: { cpu: 50m, memory: 64Mi }\n            limits: { cpu: 250m, memory: 128Mi }\n          readinessProbe:\n            httpGet: { path: /health, port: 8080 }\n`)],
    [`${folder}/service.yaml`, service(name)],
    [`${folder}/autoscaler.yaml`, autoscaler(name)],
  ];
};

const teamFiles = (team: string, services: readonly number[], clusters: readonly string[]): readonly (readonly [string, string])[] => {
  const own = services.filter((index) => teamOf(index) === team).map((index) => `  - service-${index}\n`).join("");
  return [
    [`apps/base/${team}/kustomization.yaml`, kustomization(`resources:\n${own}`)],
    [`apps/common/${team}/kustomization.yaml`, kustomization(`resources: [../../base/${team}]\ncommonAnnotations: { team: ${team} }\n`)],
    ...clusters.map((cluster) => [`apps/${cluster}/${team}/kustomization.yaml`, kustomization(`namespace: ${team}\nresources: [../../common/${team}]\nimages:\n${services.filter((index) => teamOf(index) === team).map((index) => `  - name: ghcr.io/shop/service-${index}\n    newTag: "\${release}.${index}"\n`).join("")}`)] as const),
  ];
};

const fluxKustomization = (name: string, path: string, more: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec:\n  interval: 10m\n  path: ${path}\n  sourceRef: { kind: GitRepository, name: flux-system }\n${more}`;

const clusterFiles = (cluster: string, teams: readonly string[]): readonly (readonly [string, string])[] => [
  [
    `clusters/${cluster}/flux-system/gotk-sync.yaml`,
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: flux-system, namespace: flux-system }\nspec: { url: "https://git.example.com/shop/fleet" }\n---\n${fluxKustomization("flux-system", `./clusters/${cluster}`, "")}`,
  ],
  [`clusters/${cluster}/namespaces.yaml`, teams.map((team) => object("v1", "Namespace", team, "")).join("---\n")],
  [`clusters/${cluster}/teams.yaml`, teams.map((team) => fluxKustomization(team, `./apps/${cluster}/${team}`, `  postBuild: { substitute: { release: "4.${cluster.length}" } }\n`)).join("---\n")],
];

/** The files of a Flux repository of many clusters, whose objects come from bases three levels deep. */
export const manyManifests = ({ clusters, services }: ManyOptions): Readonly<Record<string, string>> => {
  const all = Array.from({ length: services }, (_, index) => index);
  const teams = [...new Set(all.map(teamOf))];
  return Object.fromEntries([
    ...all.flatMap(serviceFiles),
    ...teams.flatMap((team) => teamFiles(team, all, clusters)),
    ...clusters.flatMap((cluster) => clusterFiles(cluster, teams)),
  ]);
};
