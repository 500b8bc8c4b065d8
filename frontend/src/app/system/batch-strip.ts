import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { texts } from '../core/texts';
import { formatMilliseconds } from '../ui/moments';
import { formatNumber } from '../ui/numbers';
import { type Bar, BatchFeed } from './batch-feed';
import { layOut, type Placed } from './batch-layout';
import { POD_COLOURS, PodColours } from './pod-colours';

/** Where nothing is to move it is drawn anew this often. */
const STILL_EVERY_MS = 1000;
/** Colours are read again this often: the appearance may have changed. */
const COLOURS_EVERY_MS = 1000;
const SHORTEST_BAR = 0.06;
/** With few transfers a bar is not as high as the strip. */
const LOW = 4;
/** The scale goes up faster than down, by these parts of what is left in each frame. */
const RISES = 0.3;
const FALLS = 0.03;
/** Nobody sees the scale move by less. */
const UNSEEN = 0.005;

/**
 * Each commit a bar: its height the transfers, its width the milliseconds, its colour the pod. It stands still while
 * somebody points at it or walks through it with the arrow keys, and says which bar that is.
 */
@Component({
  selector: 'bank-batch-strip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<canvas
      #canvas
      tabindex="0"
      role="img"
      data-testid="strip"
      [attr.aria-label]="t.strip"
      (pointermove)="point($event)"
      (pointerleave)="release()"
      (keydown)="walk($event)"
      (blur)="release()"
    ></canvas>
    <span #probes class="probes" aria-hidden="true">
      @for (number of colours; track number) {
        <i [style.color]="'var(--bank-pod-' + number + ')'"></i>
      }
    </span>
    <p class="small" role="status" data-testid="bar">{{ words() }}</p>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
      gap: 0.5rem;
      min-height: 0;
      position: relative;
    }

    canvas {
      display: block;
      width: 100%;
      height: 100%;
      min-height: 0;
      border-radius: 10px;
      cursor: crosshair;
    }

    .probes {
      position: absolute;
    }

    p {
      min-height: 1.45em;
      color: var(--bank-ink-soft);
      font-variant-numeric: tabular-nums;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `,
})
export class BatchStrip {
  private readonly feed = inject(BatchFeed);
  private readonly pods = inject(PodColours);
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  private readonly probes = viewChild.required<ElementRef<HTMLElement>>('probes');
  private readonly destroyed = inject(DestroyRef);
  private readonly chosen = signal<Bar | null>(null);
  private palette: string[] = [];
  private paletteAtMs = -Infinity;
  private placed: readonly Placed[] = [];
  /** The moment at which it stands still. */
  private heldMs: number | null = null;
  private tallest = LOW;
  private drawn = '';
  private size = { width: 0, height: 0 };

  protected readonly t = texts.stage;
  protected readonly colours = Array.from({ length: POD_COLOURS }, (_, index) => index);
  protected readonly words = computed(() => {
    const bar = this.chosen();
    if (!bar) return this.t.stripHint;
    const { pod, number, transfers, durationMs, committedAt } = bar;
    return this.t.bar(
      pod,
      formatNumber(number),
      formatNumber(transfers),
      formatNumber(durationMs, 1),
      formatMilliseconds(committedAt),
    );
  });

  constructor() {
    afterNextRender(() => this.run());
  }

  private run(): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const canvas = this.canvas().nativeElement;
    // Told by the browser: to ask in each frame would have it lay out the page each time.
    const sizes = new ResizeObserver(() => {
      this.size = { width: canvas.clientWidth, height: canvas.clientHeight };
    });
    sizes.observe(canvas);
    let frame = 0;
    let drawnAtMs = -Infinity;
    const step = (nowMs: number): void => {
      if (!still.matches || nowMs - drawnAtMs >= STILL_EVERY_MS) {
        drawnAtMs = nowMs;
        this.draw(canvas, nowMs, still.matches);
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    this.destroyed.onDestroy(() => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
    });
  }

  private draw(canvas: HTMLCanvasElement, nowMs: number, still: boolean): void {
    const { width, height } = this.size;
    const scale = devicePixelRatio;
    const playedMs = this.heldMs ?? this.feed.playedMs();
    this.placed = layOut(this.feed.bars, playedMs, width);
    this.readPalette(nowMs);
    this.scale(still);
    // At rest nothing moves, and nothing is drawn.
    const [first, last] = [this.placed[0], this.placed.at(-1)];
    const state = [
      width,
      height,
      scale,
      this.placed.length,
      first?.x,
      last?.width,
      last?.bar.atMs,
      this.chosen()?.atMs,
      this.palette[0],
      this.tallest,
    ].join();
    if (state === this.drawn) return;
    this.drawn = state;
    if (canvas.width !== width * scale || canvas.height !== height * scale) {
      canvas.width = width * scale;
      canvas.height = height * scale;
    }
    const context = canvas.getContext('2d');
    if (!context) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const chosen = this.chosen();
    for (const { bar, x, width: barWidth } of this.placed) {
      const tall = Math.max(SHORTEST_BAR, Math.min(1, bar.transfers / this.tallest)) * height;
      context.globalAlpha = chosen === null || chosen === bar ? 1 : 0.35;
      context.fillStyle = this.palette[this.pods.numberOf(bar.pod)] ?? 'gray';
      context.fillRect(x, height - tall, barWidth > 3 ? barWidth - 1 : barWidth, tall);
    }
    context.globalAlpha = 1;
  }

  /** Brings the scale nearer to the highest bar in sight. */
  private scale(still: boolean): void {
    const highest = this.placed.reduce((most, { bar }) => Math.max(most, bar.transfers), LOW);
    const step = (highest - this.tallest) * (highest > this.tallest ? RISES : FALLS);
    this.tallest = still || Math.abs(step) < highest * UNSEEN ? highest : this.tallest + step;
  }

  private readPalette(nowMs: number): void {
    if (nowMs - this.paletteAtMs < COLOURS_EVERY_MS) return;
    this.paletteAtMs = nowMs;
    this.palette = Array.from(this.probes().nativeElement.children, (probe) => getComputedStyle(probe).color);
  }

  protected point({ offsetX }: PointerEvent): void {
    this.heldMs ??= this.feed.playedMs();
    const nearest = this.placed.reduce<Placed | null>(
      (best, each) => (best === null || distance(each, offsetX) < distance(best, offsetX) ? each : best),
      null,
    );
    this.chosen.set(nearest?.bar ?? null);
  }

  protected walk(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || this.placed.length === 0) return;
    event.preventDefault();
    this.heldMs ??= this.feed.playedMs();
    const at = this.placed.findIndex(({ bar }) => bar === this.chosen());
    const next = at === -1 ? this.placed.length - 1 : Math.min(Math.max(at + step, 0), this.placed.length - 1);
    this.chosen.set(this.placed[next]?.bar ?? null);
  }

  protected release(): void {
    this.heldMs = null;
    this.chosen.set(null);
  }
}

function distance({ x, width }: Placed, at: number): number {
  return Math.max(x - at, at - x - width, 0);
}
