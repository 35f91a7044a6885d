/** What holds for every service of a laptop: differences from production that are meant, by `axis/subject` of a finding, with the reason. */
export const ON_A_LAPTOP: Readonly<Record<string, string>> = {
  "replicas/count": "one of each: a laptop has one of everything to lose",
  "resources/cpu-limit": "a laptop's processors are shared with an IDE and a browser",
  "resources/memory-limit": "a laptop's memory is shared with an IDE and a browser",
};
