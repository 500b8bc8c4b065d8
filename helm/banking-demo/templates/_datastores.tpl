{{/* Secret and key of DATABASE_URL, as YAML. */}}
{{- define "bank.databaseSecret" -}}
{{- if .Values.evaluation.postgres.enabled -}}
name: {{ include "bank.fullname" . }}-postgres
key: uri
{{- else if .Values.cloudnativepg.enabled -}}
name: {{ include "bank.fullname" . }}-db-app
key: uri
{{- else -}}
name: {{ .Values.database.existingSecret }}
key: {{ .Values.database.urlKey }}
{{- end -}}
{{- end -}}

{{- define "bank.evaluationPassword" -}}
{{- if .Values.evaluation.postgres.password -}}
{{- .Values.evaluation.postgres.password -}}
{{- else -}}
{{- printf "%s/%s/banking-demo" .Release.Namespace .Release.Name | sha256sum | trunc 32 -}}
{{- end -}}
{{- end -}}

{{- define "bank.evaluationRedisUrl" -}}
redis://{{ include "bank.fullname" . }}-redis:6379
{{- end -}}

{{/* The secret that Redis' URL or password is mounted from; empty when there is none. */}}
{{- define "bank.redisSecret" -}}
{{- if not .Values.evaluation.redis.enabled -}}
{{- .Values.redis.existingSecret -}}
{{- end -}}
{{- end -}}

{{/* Secrets reach the pods as files, so that they show up neither in `kubectl describe` nor in a child's environment. */}}
{{- define "bank.databaseEnv" -}}
- name: DATABASE_URL_FILE
  value: /run/secrets/bank/database/url
{{- end -}}

{{- define "bank.redisEnv" -}}
{{- if .Values.evaluation.redis.enabled }}
- name: REDIS_URL
  value: {{ include "bank.evaluationRedisUrl" . }}
{{- else if eq .Values.redis.mode "url" }}
- name: REDIS_URL_FILE
  value: /run/secrets/bank/redis/value
{{- else }}
- name: {{ ternary "REDIS_SENTINELS" "REDIS_CLUSTER" (eq .Values.redis.mode "sentinel") }}
  value: {{ join "," .Values.redis.nodes }}{{ if eq .Values.redis.mode "sentinel" }}/{{ .Values.redis.masterName }}{{ end }}
{{- if .Values.redis.existingSecret }}
- name: REDIS_PASSWORD_FILE
  value: /run/secrets/bank/redis/value
{{- end }}
{{- end }}
{{- end -}}

{{- define "bank.databaseVolume" -}}
{{- $secret := include "bank.databaseSecret" . | fromYaml -}}
- name: database
  secret:
    secretName: {{ $secret.name }}
    defaultMode: 0440
    items:
      - key: {{ $secret.key }}
        path: url
{{- end -}}

{{- define "bank.redisVolume" -}}
- name: redis
  secret:
    secretName: {{ include "bank.redisSecret" . }}
    defaultMode: 0440
    items:
      - key: {{ ternary .Values.redis.urlKey .Values.redis.passwordKey (eq .Values.redis.mode "url") }}
        path: value
{{- end -}}

{{/* One migration run: advisory lock, then exit. Used by the init container and the job. */}}
{{- define "bank.migrateContainer" -}}
- name: migrate
  image: {{ include "bank.image" (list . .Values.backend.image) }}
  imagePullPolicy: {{ .Values.backend.image.pullPolicy }}
  args: [dist/migrate.js]
  env:
    - name: NODE_ENV
      value: production
    {{- include "bank.databaseEnv" . | nindent 4 }}
    - name: LOG_LEVEL
      value: {{ .Values.config.logLevel }}
  resources:
    {{- toYaml .Values.migrations.resources | nindent 4 }}
  securityContext:
    {{- include "bank.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - name: database
      mountPath: /run/secrets/bank/database
      readOnly: true
    - name: tmp
      mountPath: /tmp
{{- end -}}
