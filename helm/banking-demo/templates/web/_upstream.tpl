{{/*
The service's address stands twice, so that nginx has a second try when the first one meets a pod that has just gone:
each connection to the service may reach another pod.
*/}}
{{- define "bank.upstream" -}}
{{- $server := printf "%s-backend.%s.svc:%d" (include "bank.fullname" .) .Release.Namespace (int .Values.backend.service.port) -}}
upstream bank {
  server {{ $server }} max_fails=0;
  server {{ $server }} max_fails=0;
  keepalive 32;
  keepalive_timeout 4s;
}
map '' $bank_backend {
  default bank;
}
{{- if .Values.lab.enabled }}
upstream lab {
  server {{ include "bank.fullname" . }}-lab.{{ .Release.Namespace }}.svc:3100 max_fails=0;
}
{{- end }}
{{- end -}}
