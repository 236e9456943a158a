/** Secrets are written only. */
import type { McpServer, Settings, Tool, WebhookEvents } from './contract';

/** As the server reads settings back: of a secret only that there is one. */
export function asRead(settings: Settings): Settings {
  const { tools, mcp, events } = settings;
  const hidden = <S extends { secret?: string; has_secret?: boolean }>({ secret, ...rest }: S) =>
    secret === undefined ? rest : { ...rest, has_secret: true };
  return {
    ...settings,
    ...(tools ? { tools: tools.map(hidden) as Tool[] } : {}),
    ...(mcp ? { mcp: mcp.map(hidden) as McpServer[] } : {}),
    ...(events ? { events: hidden(events) as WebhookEvents } : {}),
  };
}
