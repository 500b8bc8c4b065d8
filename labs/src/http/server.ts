import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { DUEL_NAMES, DUELS } from '../duels/catalogue';
import type { DuelName, DuelState, Form, SideName } from '../duels/duel.types';
import type { DuelsService } from '../duels/duels.service';
import type { RaceChoice, RaceState } from '../races/race.types';
import type { RacesService } from '../races/races.service';
import { sourceOf, WAY_NAMES } from '../ways/catalogue';
import { EventStream } from './event-stream';
import type { LabInfo } from './lab.types';
import { Refusal } from '../refusal';
import { DUEL_BODY, RACE_BODY, STEP_BODY } from './schemas';

interface ById {
  Params: { id: string };
}

/** The lab's API. */
export function createServer(races: RacesService, duels: DuelsService): FastifyInstance {
  const server = fastify({
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler(() => {
    throw new Refusal('not_found', 'There is nothing here.');
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  server.get('/lab/api', () => describe(races));

  server.post<{ Body: RaceChoice }>('/lab/api/races', { schema: { body: RACE_BODY } }, (request, reply) => {
    reply.code(202);
    return races.start(request.body);
  });
  server.get<ById>('/lab/api/races/:id', (request, reply) => {
    watchRace(races, request, reply);
  });
  server.delete<ById>('/lab/api/races/:id', async (request, reply) => {
    await races.find(request.params.id).cancel();
    return reply.code(204).send();
  });

  server.post<{ Body: { case: DuelName; form: Form } }>(
    '/lab/api/duels',
    { schema: { body: DUEL_BODY } },
    (request, reply) => {
      reply.code(201);
      return duels.start(request.body.case, request.body.form);
    },
  );
  server.get<ById>('/lab/api/duels/:id', (request, reply) => {
    watchDuel(duels, request, reply);
  });
  server.post<ById & { Body: { session: SideName } }>(
    '/lab/api/duels/:id/steps',
    { schema: { body: STEP_BODY } },
    (request) => duels.step(request.params.id, request.body.session),
  );
  server.delete<ById>('/lab/api/duels/:id', async (request, reply) => {
    await duels.end(request.params.id);
    return reply.code(204).send();
  });
  return server;
}

function describe(races: RacesService): LabInfo {
  return {
    ways: WAY_NAMES.map((name) => ({ name, file: `labs/src/ways/${name}.ts`, source: sourceOf(name) })),
    duels: DUEL_NAMES.map((name) => ({ name, script: DUELS[name].script, bank: DUELS[name].bank })),
    race: races.latest,
  };
}

function watchRace(races: RacesService, request: FastifyRequest<ById>, reply: FastifyReply): void {
  const race = races.find(request.params.id);
  const onState = (state: RaceState): void => {
    if (race.isOver) stream.finish(state);
    else stream.send(state);
  };
  const end = race.watch(onState);
  const stream = new EventStream<RaceState>(request, reply, end);
  onState(race.state);
}

function watchDuel(duels: DuelsService, request: FastifyRequest<ById>, reply: FastifyReply): void {
  const { state, end } = duels.watch(request.params.id, (changed) => {
    stream.send(changed);
  });
  const stream = new EventStream<DuelState>(request, reply, end);
  stream.send(state);
}

function answerProblem(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error);
  const status = refusal?.status ?? 500;
  if (status === 503) reply.header('retry-after', '5');
  reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: `urn:banking-demo:problem:${refusal?.code ?? 'internal'}`,
      title: TITLES[status] ?? 'The request is not valid',
      status,
      detail: refusal?.message ?? 'The lab could not do this; its log says why.',
      code: refusal?.code ?? 'internal',
      instance: request.url,
    });
  if (!refusal) process.stderr.write(`${request.method} ${request.url}: ${error.stack ?? error.message}\n`);
}

const TITLES: Record<number, string> = {
  404: 'Not found',
  409: 'Not now',
  500: 'Internal error',
  503: 'The lab is busy',
};

/** What the caller is at fault for: Fastify names it by a status below 500. */
function refusalOf(error: FastifyError | Refusal): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const isCallers = error.statusCode !== undefined && error.statusCode < 500;
  return isCallers ? new Refusal('validation_failed', error.message) : undefined;
}
