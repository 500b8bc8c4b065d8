{{- define "bank.databaseEgress" -}}
- ports:
    - port: {{ ternary 5432 .Values.database.port (or .Values.evaluation.postgres.enabled .Values.cloudnativepg.enabled) }}
      protocol: TCP
  {{- if .Values.evaluation.postgres.enabled }}
  to:
    - podSelector:
        matchLabels:
          {{- include "bank.selectorLabels" (list . "postgres") | nindent 10 }}
  {{- else if .Values.cloudnativepg.enabled }}
  to:
    - podSelector:
        matchLabels:
          cnpg.io/cluster: {{ include "bank.fullname" . }}-db
  {{- else if .Values.networkPolicy.dataStores }}
  to:
    {{- toYaml .Values.networkPolicy.dataStores | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "bank.redisEgress" -}}
- ports:
    {{- range ternary (list 6379) .Values.redis.ports .Values.evaluation.redis.enabled }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- if .Values.evaluation.redis.enabled }}
  to:
    - podSelector:
        matchLabels:
          {{- include "bank.selectorLabels" (list . "redis") | nindent 10 }}
  {{- else if .Values.networkPolicy.dataStores }}
  to:
    {{- toYaml .Values.networkPolicy.dataStores | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Port of a URL, or its scheme's. */}}
{{- define "bank.urlPort" -}}
{{- $host := (urlParse .).host -}}
{{- if regexMatch ":[0-9]+$" $host -}}
{{- regexFind "[0-9]+$" $host -}}
{{- else -}}
{{- ternary 443 80 (hasPrefix "https:" .) -}}
{{- end -}}
{{- end -}}

{{/*
Who may reach the backend's port beside nginx: whoever routes the API straight to it. Other pods could pretend to be
proxies, and make up the addresses of callers.
*/}}
{{- define "bank.gateways" -}}
{{- $routed := or .Values.ingress.enabled .Values.httpRoute.enabled (not .Values.web.enabled) (ne .Values.backend.service.type "ClusterIP") -}}
{{- if .Values.networkPolicy.gateways -}}
{{- toYaml .Values.networkPolicy.gateways -}}
{{- else if $routed -}}
{{- toYaml .Values.networkPolicy.from -}}
{{- else -}}
[]
{{- end -}}
{{- end -}}
