import { type Flavor, formatVersion, parseVersion } from "../../core/mysql/flavor.ts";
import { fetchServer } from "../../core/node/instances/fetch-server.ts";
import { findServers } from "../../core/node/instances/find-servers.ts";
import type { ServerBuild } from "../../core/node/instances/server-build.ts";

/** A server of this series (`9.7`), found here or fetched; why there is none, when there is none. */
export async function aServer(flavor: Flavor, series: string): Promise<ServerBuild | string> {
  const { servers } = await findServers({ flavor });
  const found = servers.find((build) => isOf(build, series));
  if (found) return found;
  try {
    const fetched = await fetchServer(flavor, () => {});
    return isOf(fetched, series) ? fetched : `What can be fetched is ${formatVersion(fetched.version)}.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isOf({ version, flavor }: ServerBuild, series: string): boolean {
  const wanted = parseVersion(series, flavor);
  return wanted?.major === version.major && wanted.minor === version.minor;
}
