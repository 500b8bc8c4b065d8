{{/*
Leaves room for the longest suffix, so that no resource name passes 63 characters; what is cut off lives on in a hash, so
that two long names stay two.
*/}}
{{- define "bank.short" -}}
{{- if gt (len .) 40 -}}
{{- printf "%s-%s" (trunc 31 . | trimSuffix "-") (sha256sum . | trunc 8) -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end -}}

{{- define "bank.name" -}}
{{- default .Chart.Name .Values.nameOverride | include "bank.short" -}}
{{- end -}}

{{- define "bank.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | include "bank.short" -}}
{{- else if contains (include "bank.name" .) .Release.Name -}}
{{- .Release.Name | include "bank.short" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "bank.name" .) | include "bank.short" -}}
{{- end -}}
{{- end -}}

{{/* Labels that selectors use: they must never change within a release. Takes a list of root and component. */}}
{{- define "bank.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "bank.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "bank.labels" -}}
{{- $root := index . 0 -}}
{{ include "bank.selectorLabels" . }}
app.kubernetes.io/part-of: banking-demo
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "bank.serviceAccountName" -}}
{{- if .Values.serviceAccount.name -}}
{{- .Values.serviceAccount.name -}}
{{- else -}}
{{- ternary (include "bank.fullname" .) "default" .Values.serviceAccount.create -}}
{{- end -}}
{{- end -}}

{{/* Takes a list of root and image values. */}}
{{- define "bank.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- $registry := default $image.registry $root.Values.global.imageRegistry -}}
{{- $repository := ternary (printf "%s/%s" $registry $image.repository) $image.repository (ne $registry "") -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default $root.Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What every pod has: no token, no root, no links to other services in its environment. */}}
{{- define "bank.podBase" -}}
serviceAccountName: {{ include "bank.serviceAccountName" . }}
{{ include "bank.podRights" . }}
{{- end -}}

{{- define "bank.podRights" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/*
Pod and container settings of the restricted Pod Security Standard. Takes the user; null leaves user and groups to the
cluster, as OpenShift wants it.
*/}}
{{- define "bank.podSecurity" -}}
runAsNonRoot: true
{{- if not (kindIs "invalid" .) }}
runAsUser: {{ int64 . }}
runAsGroup: {{ int64 . }}
fsGroup: {{ int64 . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "bank.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Where pods run. Takes a list of root, component and the component's values. */}}
{{- define "bank.scheduling" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $values := index . 2 -}}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
{{- if $values.affinity }}
  {{- toYaml $values.affinity | nindent 2 }}
{{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 1
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "bank.selectorLabels" (list $root $component) | nindent 14 }}
{{- end }}
{{- if $values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: {{ $values.topologySpread.whenUnsatisfiable }}
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels:
        {{- include "bank.selectorLabels" (list $root $component) | nindent 8 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "bank.gracePeriodSeconds" -}}
{{- $s := .Values.shutdown -}}
{{- if kindIs "invalid" $s.gracePeriodSeconds -}}
{{- add $s.preStopSeconds $s.delaySeconds $s.drainSeconds 10 -}}
{{- else -}}
{{- int $s.gracePeriodSeconds -}}
{{- end -}}
{{- end -}}

{{/*
Where a resource stands in Argo CD's order: what migrations need comes first (0, the default), then the migration (1),
then the pods (2), then what is only healthy once pods are (3). Others ignore it.
*/}}
{{- define "bank.wave" -}}
argocd.argoproj.io/sync-wave: {{ . | quote }}
{{- end -}}

{{/* Volumes and mounts of a component, beside its own. Each takes the component's values. */}}
{{- define "bank.extraVolumes" -}}
{{- with .extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "bank.extraVolumeMounts" -}}
{{- with .extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Requests and limits without those that were set to null, which `--reuse-values` keeps. Takes the values. */}}
{{- define "bank.resources" -}}
{{- $kept := dict -}}
{{- range $kind := list "requests" "limits" -}}
{{- $list := dict -}}
{{- range $name, $quantity := index $ $kind -}}
{{- if not (kindIs "invalid" $quantity) -}}
{{- $_ := set $list $name $quantity -}}
{{- end -}}
{{- end -}}
{{- if $list -}}
{{- $_ := set $kept $kind $list -}}
{{- end -}}
{{- end -}}
{{- toYaml $kept -}}
{{- end -}}
