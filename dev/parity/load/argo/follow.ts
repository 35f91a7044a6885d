import { posix } from "node:path";
import type { LoadContext } from "../context.ts";
import { idOf } from "../flux/kinds.ts";
import { apiVersionsOf } from "../flux/releases.ts";
import { normalUrl, pathHere } from "../flux/source.ts";
import { chartAtHand, noteChosen, type Reason } from "../helm/at-hand.ts";
import { renderChart } from "../helm/render-chart.ts";
import type { Chart } from "../helm/find-chart.ts";
import { invalid } from "../invalid.ts";
import { kustomizationIn } from "../kustomize/graph.ts";
import type { LoadedObject } from "../objects/object.ts";
import { isApplication, readApplication, type Application, type Source } from "./application.ts";
import { filesOf, kustomized, plain } from "./folder.ts";
import { valuesOf } from "./values.ts";

interface Following {
  readonly root: string;
  readonly context: LoadContext;
  readonly apiVersions: readonly string[];
  /** Files that an Application applies: whoever read them as well read them twice. */
  readonly claimed: Set<string>;
  /** Whether an address is this very tree. */
  isHere(url: string): boolean;
}

/** By its remotes; a tree without any is the one repository that all Applications speak of. */
const isHereFor = (applications: readonly Application[], { remotes }: LoadContext): Following["isHere"] => {
  const own = new Set(remotes.map(normalUrl));
  const named = new Set(applications.flatMap(({ sources }) => sources.flatMap(({ chart, url }) => (chart === undefined ? [normalUrl(url)] : []))));
  return (url) => own.has(normalUrl(url)) || (own.size === 0 && named.size === 1 && named.has(normalUrl(url)));
};

const ofChart = async (application: Application, source: Source, chart: Chart, folder: string | undefined, { root, context, apiVersions }: Following): Promise<readonly LoadedObject[] | Reason> => {
  const { object, namespace } = application;
  const { releaseName, namespace: own } = source.helm;
  const given = await valuesOf(source, object, folder, root, context);
  return renderChart(
    { name: typeof releaseName === "string" ? releaseName : object.name, namespace: typeof own === "string" ? own : namespace, chart, ...given, apiVersions, place: object.placeOf(source.at), via: [...object.via, `Application ${idOf(object)}`] },
    context,
  );
};

/** What one source brings; or why that cannot be told here. @throws {DevError} `MANIFESTS_INVALID` */
const bring = async (application: Application, source: Source, following: Following): Promise<readonly LoadedObject[] | Reason> => {
  const { root, context, isHere } = following;
  const { object } = application;
  if (source.hasPlugin) return { why: "A plug-in of Argo CD's makes it, and no program of others is run", resolve: "Keep what it makes in the tree." };
  if (source.chart !== undefined) {
    const found = await chartAtHand(source.chart, source.revision, { url: source.url }, context);
    if (!("chart" in found)) return found;
    const rendered = await ofChart(application, source, found.chart, undefined, following);
    if (!("why" in rendered) && found.isChosen) noteChosen(`brought/chart-version/${idOf(object)}`, `Application ${idOf(object)}`, object.placeOf([...source.at, "targetRevision"]), source.revision, found.version, context);
    return rendered;
  }
  if (source.path === undefined) return source.ref === undefined ? { why: "It names no folder", resolve: "Give it one: spec.source.path." } : [];
  if (!isHere(source.url)) return { why: `It comes from ${source.url}, which is not this folder`, resolve: "Compare that repository as well: neotool dev parity DIR, with its own folder." };
  const folder = pathHere(source.path, context, root);
  if (folder === undefined) throw invalid(object.placeOf([...source.at, "path"]), `names ${source.path}, and there is no such folder below ${root}`, { hint: "Give the top of the repository: paths of Argo CD count from there." });
  if (kustomizationIn(context.tree, folder) !== undefined) return kustomized(application, source, folder, context);
  if (context.tree.isFile(posix.join(folder, "Chart.yaml"))) return ofChart(application, source, { in: "tree", path: folder }, folder, following);
  const files = filesOf(source, folder, context);
  for (const file of files) following.claimed.add(file);
  return plain(application, files, context);
};

/**
 * Follows Applications of Argo CD to everything that they bring, other Applications among it. What cannot be told offline is noted.
 *
 * @param start Objects that are known already. @returns These, and those.
 */
export const followArgo = async (start: readonly LoadedObject[], root: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const seen = new Set<string>();
  const brought: LoadedObject[] = [];
  const claimed = new Set<string>();
  let waiting = start.filter(isApplication);
  while (waiting.length > 0) {
    const applications = waiting.filter((object) => !seen.has(idOf(object))).map(readApplication);
    for (const { object } of applications) seen.add(idOf(object));
    const following: Following = { root, context, claimed, apiVersions: apiVersionsOf([...start, ...brought]), isHere: isHereFor(applications, context) };
    const found = await Promise.all(
      applications.map(async (application): Promise<readonly LoadedObject[]> => {
        const { object, sources } = application;
        const note = ({ why, resolve }: Reason): readonly LoadedObject[] => {
          context.unknown({ id: `brought/application/${idOf(object)}`, place: object.place, what: `What Application ${idOf(object)} brings`, why, resolve });
          return [];
        };
        if (sources.length === 0) return note({ why: "It names no source", resolve: "Give it one: spec.source." });
        const all = await Promise.all(sources.map((source) => bring(application, source, following)));
        return all.flatMap((one) => ("why" in one ? note(one) : one));
      }),
    );
    brought.push(...found.flat());
    waiting = found.flat().filter(isApplication);
  }
  const isClaimed = ({ via, place }: LoadedObject): boolean => via.length === 0 && claimed.has(place.file);
  return claimed.size === 0 ? [...start, ...brought] : [...start.filter((object) => !isClaimed(object)), ...brought];
};
