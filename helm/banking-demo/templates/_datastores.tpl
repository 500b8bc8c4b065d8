{{/* Secret and key of DATABASE_URL, as YAML. */}}
{{- define "bank.databaseSecret" -}}
{{- if .Values.evaluation.postgres.enabled -}}
name: {{ include "bank.fullname" . }}-postgres
key: pod-uri
{{- else if .Values.cloudnativepg.enabled -}}
name: {{ include "bank.fullname" . }}-db-app
key: uri
{{- else -}}
name: {{ .Values.database.existingSecret }}
key: {{ .Values.database.urlKey }}
{{- end -}}
{{- end -}}

{{/* Secret and key of MIGRATION_DATABASE_URL, as YAML; empty when migrations sign in as pods do. */}}
{{- define "bank.ownerSecret" -}}
{{- if .Values.evaluation.postgres.enabled -}}
name: {{ include "bank.fullname" . }}-postgres
key: uri
{{- else if and .Values.database.existingSecret .Values.database.migration.existingSecret -}}
name: {{ .Values.database.migration.existingSecret }}
key: {{ .Values.database.migration.urlKey }}
{{- end -}}
{{- end -}}

{{- define "bank.evaluationPodPassword" -}}
{{- printf "%s/%s/banking-demo/pods" .Release.Namespace .Release.Name | sha256sum | trunc 32 -}}
{{- end -}}

{{- define "bank.evaluationPassword" -}}
{{- if .Values.evaluation.postgres.password -}}
{{- .Values.evaluation.postgres.password -}}
{{- else -}}
{{- printf "%s/%s/banking-demo" .Release.Namespace .Release.Name | sha256sum | trunc 32 -}}
{{- end -}}
{{- end -}}

{{- define "bank.evaluationRedisPassword" -}}
{{- printf "%s/%s/banking-demo/redis" .Release.Namespace .Release.Name | sha256sum | trunc 32 -}}
{{- end -}}

{{/* The secret that Redis' URL or passwords are mounted from; empty when there is none. */}}
{{- define "bank.redisSecret" -}}
{{- if .Values.evaluation.redis.enabled -}}
{{ include "bank.fullname" . }}-redis
{{- else -}}
{{- .Values.redis.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "bank.redisMode" -}}
{{- ternary "url" .Values.redis.mode .Values.evaluation.redis.enabled -}}
{{- end -}}

{{/* Secrets reach the pods as files, so that they show up neither in `kubectl describe` nor in a child's environment. */}}
{{- define "bank.databaseEnv" -}}
- name: DATABASE_URL_FILE
  value: /run/secrets/bank/database/url
{{- if .Values.database.ca.existingSecret }}
- name: DATABASE_CA_FILE
  value: /run/secrets/bank/database-ca/ca.crt
{{- end }}
{{- end -}}

{{- define "bank.redisEnv" -}}
{{- $r := .Values.redis -}}
{{- $mode := include "bank.redisMode" . -}}
{{- if eq $mode "url" }}
- name: REDIS_URL_FILE
  value: /run/secrets/bank/redis/url
{{- else }}
- name: {{ ternary "REDIS_SENTINELS" "REDIS_CLUSTER" (eq $mode "sentinel") }}
  value: {{ join "," $r.nodes }}{{ if eq $mode "sentinel" }}/{{ $r.masterName }}{{ end }}
{{- if $r.existingSecret }}
- name: REDIS_PASSWORD_FILE
  value: /run/secrets/bank/redis/password
{{- end }}
{{- with $r.username }}
- name: REDIS_USERNAME
  value: {{ . | quote }}
{{- end }}
{{- if $r.tls }}
- name: REDIS_TLS
  value: 'true'
{{- end }}
{{- if eq $mode "sentinel" }}
{{- with $r.sentinelUsername }}
- name: REDIS_SENTINEL_USERNAME
  value: {{ . | quote }}
{{- end }}
{{- if $r.sentinelPasswordKey }}
- name: REDIS_SENTINEL_PASSWORD_FILE
  value: /run/secrets/bank/redis/sentinel-password
{{- end }}
{{- end }}
{{- end }}
{{- with $r.prefix }}
- name: REDIS_PREFIX
  value: {{ . | quote }}
{{- end }}
{{- if $r.ca.existingSecret }}
- name: REDIS_CA_FILE
  value: /run/secrets/bank/redis-ca/ca.crt
{{- end }}
{{- end -}}

{{/* A file from a Secret. Takes a list of volume, secret, and pairs of key and path. */}}
{{- define "bank.secretVolume" -}}
- name: {{ index . 0 }}
  secret:
    secretName: {{ index . 1 }}
    defaultMode: 0440
    items:
      {{- range slice . 2 }}
      - key: {{ index . 0 }}
        path: {{ index . 1 }}
      {{- end }}
{{- end -}}

{{- define "bank.databaseVolumes" -}}
{{- $secret := include "bank.databaseSecret" . | fromYaml -}}
{{ include "bank.secretVolume" (list "database" $secret.name (list $secret.key "url")) }}
{{- with .Values.database.ca }}
{{- if .existingSecret }}
{{ include "bank.secretVolume" (list "database-ca" .existingSecret (list .key "ca.crt")) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "bank.databaseMounts" -}}
- name: database
  mountPath: /run/secrets/bank/database
  readOnly: true
{{- if .Values.database.ca.existingSecret }}
- name: database-ca
  mountPath: /run/secrets/bank/database-ca
  readOnly: true
{{- end }}
{{- end -}}

{{/* Whether migrations sign in as somebody else than the pods. */}}
{{- define "bank.migrationVolumes" -}}
{{- with include "bank.ownerSecret" . | fromYaml }}
{{ include "bank.secretVolume" (list "database-owner" .name (list .key "url")) }}
{{- end }}
{{- end -}}

{{- define "bank.redisVolumes" -}}
{{- $r := .Values.redis -}}
{{- with include "bank.redisSecret" . }}
{{- $mode := include "bank.redisMode" $ -}}
{{- $items := list "redis" . -}}
{{- if eq $mode "url" -}}
{{- $items = append $items (list (ternary "url" $r.urlKey $.Values.evaluation.redis.enabled) "url") -}}
{{- else -}}
{{- $items = append $items (list $r.passwordKey "password") -}}
{{- if and (eq $mode "sentinel") $r.sentinelPasswordKey -}}
{{- $items = append $items (list $r.sentinelPasswordKey "sentinel-password") -}}
{{- end -}}
{{- end -}}
{{ include "bank.secretVolume" $items }}
{{- end }}
{{- if $r.ca.existingSecret }}
{{ include "bank.secretVolume" (list "redis-ca" $r.ca.existingSecret (list $r.ca.key "ca.crt")) }}
{{- end }}
{{- end -}}

{{- define "bank.redisMounts" -}}
{{- if include "bank.redisSecret" . }}
- name: redis
  mountPath: /run/secrets/bank/redis
  readOnly: true
{{- end }}
{{- if .Values.redis.ca.existingSecret }}
- name: redis-ca
  mountPath: /run/secrets/bank/redis-ca
  readOnly: true
{{- end }}
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
    - name: TEST_SUPPORT
      value: {{ .Values.demo.testSupport | quote }}
    {{- if .Values.demo.testSupport }}
    - name: DEMO_PURPOSE
      value: {{ .Values.demo.purpose | quote }}
    {{- end }}
    {{- include "bank.databaseEnv" . | nindent 4 }}
    {{- if include "bank.ownerSecret" . }}
    - name: MIGRATION_DATABASE_URL_FILE
      value: /run/secrets/bank/database-owner/url
    {{- end }}
    - name: LOG_LEVEL
      value: {{ .Values.config.logLevel }}
    {{- with .Values.migrations.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  resources:
    {{- include "bank.resources" .Values.migrations.resources | nindent 4 }}
  securityContext:
    {{- include "bank.containerSecurity" . | nindent 4 }}
  volumeMounts:
    {{- include "bank.databaseMounts" . | nindent 4 }}
    {{- if include "bank.ownerSecret" . }}
    - name: database-owner
      mountPath: /run/secrets/bank/database-owner
      readOnly: true
    {{- end }}
    - name: tmp
      mountPath: /tmp
    {{- include "bank.extraVolumeMounts" .Values.migrations | trim | nindent 4 }}
{{- end -}}
