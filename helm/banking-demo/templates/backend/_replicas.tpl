{{/*
Number of backend pods to ask for; empty when an autoscaler alone decides. Where the number was ever the chart's, leaving it
out would hand it back to Kubernetes, whose default is one pod, until the autoscaler wakes up: there the live number is
kept. A Deployment that never had one says so in an annotation.
*/}}
{{- define "bank.replicas" -}}
{{- if not .Values.backend.autoscaling.enabled -}}
{{ .Values.backend.replicas }}
{{- else -}}
{{- $live := lookup "apps/v1" "Deployment" .Release.Namespace (printf "%s-backend" (include "bank.fullname" .)) | default dict -}}
{{- if and $live (ne (dig "metadata" "annotations" "banking-demo/replicas" "" $live) "autoscaler") -}}
{{ dig "spec" "replicas" 1 $live }}
{{- end -}}
{{- end -}}
{{- end -}}
