import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  inject,
  input,
  viewChild,
} from '@angular/core';
import {
  CategoryScale,
  Chart,
  type ChartArea,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';

Chart.register(CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);

const RESTLESS_MS = 1000;
/** Room above and below the values where the scale does not begin at zero, as a part of their span. */
const GRACE = 0.2;

/** A filled line without decoration, in the element's text colour; point and read. */
@Component({
  selector: 'bank-area-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<canvas #canvas role="img" [attr.aria-label]="label()"></canvas><span #probe class="probe"></span>`,
  styles: `
    :host {
      display: block;
      position: relative;
      min-width: 0;
    }

    .probe {
      position: absolute;
      border-top: 0 solid var(--chart-line, var(--bank-line));
      color: var(--chart-ink, var(--bank-ink-soft));
    }
  `,
})
export class AreaChart {
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  private readonly probe = viewChild.required<ElementRef<HTMLElement>>('probe');
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private chart: Chart<'line', (number | null)[], string> | undefined;
  private drawnAt = 0;

  readonly labels = input.required<readonly string[]>();
  /** Null where there is none. */
  readonly values = input.required<readonly (number | null)[]>();
  /** What the chart shows, in words. */
  readonly label = input.required<string>();
  readonly format = input.required<(value: number) => string>();
  /** As short as an axis wants it; the same where none is given. */
  readonly formatAxis = input<(value: number) => string>();
  /** Below every so manieth value, counted from the last, stands its label; as it fits where nothing is said. */
  readonly labelEvery = input<number>();
  /** Whether a change runs to its place; not for what changes every second. */
  readonly animated = input(true);
  /** Whether the scale begins at zero; else it shows how the values move. */
  readonly fromZero = input(true);

  constructor() {
    afterRenderEffect(() => this.draw(this.labels(), this.values()));
    const schemes = matchMedia('(prefers-color-scheme: dark)');
    const restyle = (): void => this.restyle();
    schemes.addEventListener('change', restyle);
    const chosen = new MutationObserver(restyle);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    inject(DestroyRef).onDestroy(() => {
      schemes.removeEventListener('change', restyle);
      chosen.disconnect();
      this.chart?.destroy();
    });
  }

  private draw(labels: readonly string[], values: readonly (number | null)[]): void {
    // What changes all the time would never come to rest.
    const still = performance.now() - this.drawnAt < RESTLESS_MS;
    this.drawnAt = performance.now();
    if (!this.chart) {
      this.chart = this.create(labels, values);
      return;
    }
    const [dataset] = this.chart.data.datasets;
    this.chart.data.labels = [...labels];
    const { y } = this.chart.options.scales ?? {};
    if (y) y.min = this.floor(values);
    if (dataset) Object.assign(dataset, this.curve(values));
    this.chart.update(still ? 'none' : undefined);
  }

  private curve(values: readonly (number | null)[]): { data: (number | null)[]; pointRadius: number[] } {
    return {
      data: [...values],
      // The last one is where the account stands now.
      pointRadius: values.map((value, index) => (index === values.length - 1 && value !== null ? 4 : 0)),
    };
  }

  /** Room below the lowest value, but not below nothing. */
  private floor(values: readonly (number | null)[]): number | undefined {
    if (values.some((value) => (value ?? 0) < 0)) return undefined;
    const known = values.filter((value) => value !== null);
    const lowest = Math.min(...known);
    return lowest < (Math.max(...known) - lowest) * GRACE ? 0 : undefined;
  }

  private restyle(): void {
    const [dataset] = this.chart?.data.datasets ?? [];
    if (!this.chart || !dataset) return;
    Object.assign(dataset, this.colours());
    const { x, y } = this.chart.options.scales ?? {};
    for (const scale of [x, y]) Object.assign(scale ?? {}, this.axis());
    this.chart.update('none');
  }

  private create(
    labels: readonly string[],
    values: readonly (number | null)[],
  ): Chart<'line', (number | null)[], string> {
    const chart = new Chart(this.canvas().nativeElement, {
      type: 'line',
      data: {
        labels: [...labels],
        datasets: [
          {
            ...this.curve(values),
            borderWidth: 2,
            fill: 'start',
            tension: 0.3,
            cubicInterpolationMode: 'monotone',
            spanGaps: true,
            pointHitRadius: 20,
            pointHoverRadius: 4,
            ...this.colours(),
          },
        ],
      },
      options: {
        maintainAspectRatio: false,
        // The first time it just appears.
        animation: false,
        layout: { padding: { top: 8, bottom: 2, right: 6 } },
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: {
            ...this.axis(),
            grid: { display: false },
            ticks: { ...this.ticks(), maxTicksLimit: 5 },
            afterBuildTicks: (axis) => {
              const [every, last] = [this.labelEvery(), axis.ticks.length - 1];
              if (every !== undefined) axis.ticks = axis.ticks.filter((_tick, index) => (last - index) % every === 0);
            },
          },
          y: {
            ...this.axis(),
            min: this.floor(values),
            beginAtZero: this.fromZero(),
            grace: this.fromZero() ? '8%' : `${String(GRACE * 100)}%`,
            ticks: {
              ...this.ticks(),
              maxTicksLimit: 4,
              callback: (value) => (this.formatAxis() ?? this.format())(Number(value)),
            },
          },
        },
        plugins: {
          tooltip: {
            displayColors: false,
            padding: 10,
            cornerRadius: 10,
            titleFont: { family: 'Inter Variable', weight: 'normal' },
            bodyFont: { family: 'Inter Variable', size: 14, weight: 'bold' },
            callbacks: { label: ({ parsed }) => this.format()(parsed.y ?? 0) },
          },
        },
      },
    });
    const still = !this.animated() || matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!still) chart.options.animation = { duration: 180 };
    return chart;
  }

  private axis() {
    const { color, line } = this.inks();
    return { border: { display: false }, grid: { color: line, drawTicks: false }, ticks: { color } };
  }

  private ticks() {
    return { color: this.inks().color, font: { family: 'Inter Variable', size: 11 }, maxRotation: 0, padding: 6 };
  }

  /** Of the axes. Read through real properties, so that light-dark() and var() are resolved. */
  private inks(): { color: string; line: string } {
    const { color, borderTopColor } = getComputedStyle(this.probe().nativeElement);
    return { color, line: borderTopColor };
  }

  private colours(): Pick<
    ChartDataset<'line'>,
    'borderColor' | 'backgroundColor' | 'pointHoverBackgroundColor' | 'pointBackgroundColor'
  > {
    // Read through a real property, so that light-dark() and var() are resolved.
    const line = getComputedStyle(this.host).color;
    return {
      borderColor: line,
      pointBackgroundColor: line,
      pointHoverBackgroundColor: line,
      backgroundColor: ({ chart: { ctx, chartArea } }) => fading(ctx, line, chartArea),
    };
  }
}

/** From the line's colour to nothing at the bottom; there is no area before the first layout. */
function fading(
  context: CanvasRenderingContext2D,
  colour: string,
  area: ChartArea | undefined,
): CanvasGradient | string {
  if (!area) return 'transparent';
  const gradient = context.createLinearGradient(0, area.top, 0, area.bottom);
  gradient.addColorStop(0, withAlpha(colour, 0.32));
  gradient.addColorStop(1, withAlpha(colour, 0.02));
  return gradient;
}

/** @param colour as the browser computes it: rgb(…) */
function withAlpha(colour: string, alpha: number): string {
  return colour.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, `rgba($1, ${String(alpha)})`);
}
