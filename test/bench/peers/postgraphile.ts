/** PostGraphile 5 over a function in SQL, its own way to ask a question of one's own. */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import postgres from 'postgres';

const { DATABASE_URL = '', DATABASE_OWNER_URL = '', FIDUCIARY = '', HOST, PORT } = process.env;
const owner = postgres(DATABASE_OWNER_URL, { max: 1, onnotice: () => {} });
await owner.unsafe(`
  drop schema if exists bench_api cascade;
  create schema bench_api;
  create type bench_api.validation as (
    is_valid boolean, reason text, artifact_id uuid, status text, valid_till timestamptz);
  create function bench_api.validate_consent(artifact_id uuid, purpose_id uuid)
  returns bench_api.validation language sql stable as $$
    select (reason = 'VALID', reason, id, status, valid_till)::bench_api.validation
    from (
      select id, status, valid_till,
        case when status <> 'ACTIVE' then status
          when grants @> jsonb_build_array(jsonb_build_object('purposeId', validate_consent.purpose_id))
          then 'VALID' else 'PURPOSE_NOT_GRANTED' end as reason
      from (
        select id, valid_till, grants,
          case when status in ('ACTIVE', 'PAUSED') and valid_till <= now()
            then 'EXPIRED' else status::text end as status
        from public.consent_artifact
        where id = validate_consent.artifact_id and fiduciary_id = '${FIDUCIARY}'
      ) effective
    ) judged
  $$;
  grant usage on schema bench_api to public;
`);
await owner.end();

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      schemas: ['bench_api'],
      poolConfig: { max: 10 },
    }),
  ],
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false },
});
const serv = instance.createServ(grafserv);
const server = createServer();
await serv.addTo(server);
server.listen(Number(PORT), HOST);
