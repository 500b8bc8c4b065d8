import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionEnded } from '../../sessions/sessions.events';
import type { AddressedPush } from '../notifications.types';
import { PodLink } from './pod-link';

/** What pods tell each other. */
export interface PodMessageTypes {
  pushes: AddressedPush[];
  'session-ended': SessionEnded;
  /** Users who came to or left a pod; null is anybody. */
  'presence-changed': string[] | null;
}

/** What pods ask each other. */
export interface PodQuestionTypes {
  forget: { question: null; answer: boolean };
  'sockets-of': { question: string; answer: [pod: string, sockets: number] };
}

export interface Answers<T> {
  /** This pod's own one first. */
  answers: T[];
  /** Whether every pod gave one. */
  complete: boolean;
}

const MESSAGES = ['pushes', 'session-ended', 'presence-changed'] as const satisfies (keyof PodMessageTypes)[];
const QUESTIONS = ['forget', 'sockets-of'] as const satisfies (keyof PodQuestionTypes)[];

type MessageHandler = (message: unknown) => void;
type QuestionHandler = (question: unknown) => unknown;

/** The adapter gives up earlier; this is for when it could not even ask. */
const GIVE_UP_MS = 4000;

/** Messages between pods, by socket.io's serverSideEmit over the Redis adapter. The sender handles none of its own. */
@Injectable()
export class PodMessages {
  private server: Server | undefined;
  private readonly handlers = new Map<string, MessageHandler>();
  private readonly answerers = new Map<string, QuestionHandler>();

  constructor(private readonly link: PodLink) {}

  /** What messages of other pods are handled by; one handler each. */
  onMessage<K extends keyof PodMessageTypes>(name: K, handler: (message: PodMessageTypes[K]) => void): void {
    this.handlers.set(name, handler as MessageHandler);
  }

  onQuestion<K extends keyof PodQuestionTypes>(
    name: K,
    handler: (question: PodQuestionTypes[K]['question']) => PodQuestionTypes[K]['answer'],
  ): void {
    this.answerers.set(name, handler as QuestionHandler);
  }

  attach(server: Server): void {
    this.server = server;
    // Looked up when they are needed: the server is there before all handlers are.
    for (const name of MESSAGES) server.on(name, (message: unknown) => this.handlers.get(name)?.(message));
    for (const name of QUESTIONS)
      server.on(name, (question: unknown, answer: (value: unknown) => void) => {
        answer(this.answerers.get(name)?.(question));
      });
  }

  /**
   * Sends a message to all other pods.
   *
   * @throws Error when it did not reach Redis
   */
  async send<K extends keyof PodMessageTypes>(name: K, message: PodMessageTypes[K]): Promise<void> {
    await this.link.reach(() => {
      this.server?.serverSideEmit(name, message);
    });
  }

  /** Asks all pods, this one included; within bounded time. */
  async ask<K extends keyof PodQuestionTypes>(
    name: K,
    question: PodQuestionTypes[K]['question'],
  ): Promise<Answers<PodQuestionTypes[K]['answer']>> {
    type Answer = PodQuestionTypes[K]['answer'];
    const own = this.answerers.get(name)?.(question) as Answer;
    const others = await this.askOthers<Answer>(name, question);
    return { answers: [own, ...others.answers], complete: others.complete };
  }

  private askOthers<T>(name: string, question: unknown): Promise<Answers<T>> {
    const { server } = this;
    if (!this.link.linked || !server) return Promise.resolve({ answers: [], complete: true });
    const asked = new Promise<Answers<T>>((resolve) => {
      server.serverSideEmit(name, question, (error: Error | null, answers: T[]) => {
        resolve({ answers, complete: error === null });
      });
    });
    return Promise.race([asked, delay(GIVE_UP_MS, { answers: [], complete: false }, { ref: false })]);
  }
}
