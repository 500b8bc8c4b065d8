{{- define "bank.config" -}}
{{- $c := .Values.config -}}
NODE_ENV: production
HOST: {{ $c.listenAddress | quote }}
PORT: '3000'
METRICS_PORT: '9464'
{{- with .Values.basePath }}
BASE_PATH: {{ . | quote }}
{{- end }}
LOG_LEVEL: {{ $c.logLevel }}
DATABASE_POOL: {{ $c.databasePool | int | quote }}
SESSION_IDLE_MINUTES: {{ $c.sessionIdleMinutes | int | quote }}
SESSION_MAX_HOURS: {{ $c.sessionMaxHours | int | quote }}
WELCOME_GRANT: {{ $c.welcomeGrant | int64 | quote }}
CURRENCIES: {{ join "," $c.currencies }}
TRANSFER_MAX: {{ $c.transferMax | int64 | quote }}
TRANSFER_BATCH_MAX: {{ $c.transferBatchMax | int | quote }}
TRANSFER_QUEUE_MAX: {{ $c.transferQueueMax | int | quote }}
TRANSFER_DEADLINE_MS: {{ $c.transferDeadlineMs | int | quote }}
TRUST_PROXY: {{ $c.trustProxy | quote }}
{{- with $c.corsOrigins }}
CORS_ORIGINS: {{ join "," . | quote }}
{{- end }}
RATE_LIMITS: {{ $c.rateLimits }}
REGISTRATIONS_PER_HOUR: {{ $c.registrationsPerHour | int | quote }}
{{- with $c.otlpEndpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
{{- end }}
SHUTDOWN_DELAY_MS: {{ mul .Values.shutdown.delaySeconds 1000 | quote }}
SHUTDOWN_TIMEOUT_MS: {{ mul (add .Values.shutdown.delaySeconds .Values.shutdown.drainSeconds) 1000 | quote }}
DEMO_SEED: {{ .Values.demo.seed | quote }}
TEST_SUPPORT: {{ .Values.demo.testSupport | quote }}
{{- if or .Values.demo.seed .Values.demo.testSupport }}
DEMO_PURPOSE: {{ .Values.demo.purpose | quote }}
{{- end }}
{{- end -}}
