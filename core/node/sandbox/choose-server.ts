import { fetchServer } from "../instances/fetch-server.ts";
import { findServers } from "../instances/find-servers.ts";
import type { ServerBuild } from "../instances/server-build.ts";
import type { CheckedOptions } from "./check-options.ts";
import { SandboxError } from "./types.ts";

/** The server that was named, else the first one found, else one that is fetched. A named one that is no server is never replaced by another. */
export async function chooseServer(
  { options, flavor }: CheckedOptions,
  onProgress: (text: string) => void,
): Promise<ServerBuild> {
  onProgress("Looking for a server");
  const wanted = options.server ? options.flavor : flavor;
  const found = await findServers({
    first: true,
    ...(options.server ? { server: options.server } : {}),
    ...(wanted ? { flavor: wanted } : {}),
  });
  const [build] = found.servers;
  if (build) return build;
  if (options.server || process.env["DR_RUNBOOKS_SERVER"])
    throw new SandboxError("no-server", found.problems.join("\n"));
  try {
    return await fetchServer(flavor, onProgress, options.signal ? { signal: options.signal } : {});
  } catch (error) {
    throw new SandboxError("no-server", (error as Error).message);
  }
}
