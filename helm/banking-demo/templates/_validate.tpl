{{/*
What the values schema cannot say: rules across several values. Every broken rule is told at once, each with what to do.
*/}}
{{- define "bank.validate" -}}
{{- $problems := concat
      (include "bank.validateDatabase" . | fromJsonArray)
      (include "bank.validateRedis" . | fromJsonArray)
      (include "bank.validateProfile" . | fromJsonArray)
      (include "bank.validateWorkload" . | fromJsonArray)
      (include "bank.validateRouting" . | fromJsonArray)
      (include "bank.validateLive" . | fromJsonArray) -}}
{{- if $problems -}}
{{- fail (printf "\n\nThe values of banking-demo do not work together:\n  - %s\n" (join "\n  - " $problems)) -}}
{{- end -}}
{{- end -}}

{{- define "bank.validateDatabase" -}}
{{- $problems := list -}}
{{- $sources := list -}}
{{- if .Values.evaluation.postgres.enabled }}{{ $sources = append $sources "evaluation.postgres.enabled" }}{{ end -}}
{{- if .Values.cloudnativepg.enabled }}{{ $sources = append $sources "cloudnativepg.enabled" }}{{ end -}}
{{- if .Values.database.existingSecret }}{{ $sources = append $sources "database.existingSecret" }}{{ end -}}
{{- if not $sources -}}
{{- $problems = append $problems "there is no database: set database.existingSecret to a Secret with a connection URL, or cloudnativepg.enabled=true, or (not for production) evaluation.postgres.enabled=true" -}}
{{- else if gt (len $sources) 1 -}}
{{- $problems = append $problems (printf "%s are all set, but the bank has one database: keep one of them" (join " and " $sources)) -}}
{{- end -}}
{{- with .Values.cloudnativepg -}}
{{- if and .enabled .synchronous (lt (int .instances) 2) -}}
{{- $problems = append $problems "cloudnativepg.synchronous needs a standby to wait for: set cloudnativepg.instances to 2 or more, or cloudnativepg.synchronous=false" -}}
{{- end -}}
{{- if and .enabled .backup.enabled (not .backup.objectStore) -}}
{{- $problems = append $problems "cloudnativepg.backup.enabled needs cloudnativepg.backup.objectStore, the name of the Barman Cloud plugin's ObjectStore" -}}
{{- end -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}

{{- define "bank.validateRedis" -}}
{{- $problems := list -}}
{{- $r := .Values.redis -}}
{{- $given := or $r.existingSecret $r.nodes -}}
{{- if and .Values.evaluation.redis.enabled $given -}}
{{- $problems = append $problems "evaluation.redis.enabled and redis.existingSecret or redis.nodes are both set: keep one of them" -}}
{{- else if and (not .Values.evaluation.redis.enabled) (eq $r.mode "url") -}}
{{- if not $r.existingSecret }}{{ $problems = append $problems "there is no Redis: set redis.existingSecret to a Secret with its URL, or redis.mode and redis.nodes for Sentinel or Cluster, or (not for production) evaluation.redis.enabled=true" }}{{ end -}}
{{- if $r.nodes }}{{ $problems = append $problems "redis.nodes is for redis.mode sentinel or cluster; with mode url the address is in redis.existingSecret" }}{{ end -}}
{{- else if and (not .Values.evaluation.redis.enabled) (not $r.nodes) -}}
{{- $problems = append $problems (printf "redis.mode %s needs redis.nodes, a list of host:port" $r.mode) -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}

{{- define "bank.validateProfile" -}}
{{- $problems := list -}}
{{- if and (or .Values.demo.seed .Values.demo.testSupport) (not .Values.demo.purpose) -}}
{{- $problems = append $problems "demo.seed and demo.testSupport need demo.purpose, a word for what they are for, such as class: pods in production refuse them otherwise" -}}
{{- end -}}
{{- if eq .Values.profile "production" -}}
{{- if .Values.evaluation.postgres.enabled }}{{ $problems = append $problems "profile production refuses evaluation.postgres, one pod with a known password: set evaluation.postgres.enabled=false and give database.existingSecret or cloudnativepg" }}{{ end -}}
{{- if .Values.evaluation.redis.enabled }}{{ $problems = append $problems "profile production refuses evaluation.redis, one pod with a known password: set evaluation.redis.enabled=false and give redis.existingSecret" }}{{ end -}}
{{- if .Values.demo.seed }}{{ $problems = append $problems "profile production refuses demo.seed: it creates customers with published passwords" }}{{ end -}}
{{- if .Values.lab.enabled }}{{ $problems = append $problems "profile production refuses lab.enabled: races take Postgres' time from the bank, whenever anyone likes" }}{{ end -}}
{{- if regexMatch "-bug-[0-9]+" (printf "%s:%s" .Values.backend.image.repository .Values.backend.image.tag) }}{{ $problems = append $problems "profile production refuses backend.image with -bug- in its name: that image is wrong on purpose, for lessons" }}{{ end -}}
{{- if .Values.demo.testSupport }}{{ $problems = append $problems "profile production refuses demo.testSupport: anyone could reset the bank" }}{{ end -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}

{{- define "bank.validateWorkload" -}}
{{- $problems := list -}}
{{- $b := .Values.backend -}}
{{- $s := .Values.shutdown -}}
{{- $needed := add $s.preStopSeconds $s.delaySeconds $s.drainSeconds -}}
{{- if le (int (include "bank.gracePeriodSeconds" .)) (int $needed) -}}
{{- $problems = append $problems (printf "shutdown.gracePeriodSeconds %d would kill pods that are still draining: it must be more than preStopSeconds + delaySeconds + drainSeconds = %d" (int $s.gracePeriodSeconds) (int $needed)) -}}
{{- end -}}
{{- if and .Values.lab.enabled (not .Values.lab.database.existingSecret) (not .Values.evaluation.postgres.enabled) -}}
{{- $problems = append $problems "lab.enabled has no database: set lab.database.existingSecret to a Secret with the URL of one that is the lab's alone" -}}
{{- end -}}
{{- if and .Values.lab.enabled (not .Values.web.enabled) -}}
{{- $problems = append $problems "lab.enabled needs web.enabled, whose nginx stands in front of the bank and of the lab" -}}
{{- end -}}
{{- if and $b.autoscaling.enabled (gt (int $b.autoscaling.minReplicas) (int $b.autoscaling.maxReplicas)) -}}
{{- $problems = append $problems (printf "backend.autoscaling.minReplicas %d is more than maxReplicas %d" (int $b.autoscaling.minReplicas) (int $b.autoscaling.maxReplicas)) -}}
{{- end -}}
{{- if and (eq (int $b.strategy.maxSurge) 0) (eq (int $b.strategy.maxUnavailable) 0) -}}
{{- $problems = append $problems "backend.strategy.maxSurge and maxUnavailable are both 0: no rollout could ever start" -}}
{{- end -}}
{{- $limit := 0 -}}
{{- if .Values.evaluation.postgres.enabled }}{{ $limit = .Values.evaluation.postgres.maxConnections }}{{ else if .Values.cloudnativepg.enabled }}{{ $limit = .Values.cloudnativepg.maxConnections }}{{ end -}}
{{- if $limit -}}
{{- $pods := add (ternary $b.autoscaling.maxReplicas $b.replicas $b.autoscaling.enabled) $b.strategy.maxSurge -}}
{{- $connections := add (mul $pods .Values.config.databasePool) 10 -}}
{{- if and .Values.lab.enabled (not .Values.lab.database.existingSecret) }}{{ $connections = add $connections .Values.lab.connections }}{{ end -}}
{{- if gt (int $connections) (int $limit) -}}
{{- $problems = append $problems (printf "%d pods with config.databasePool %d and 10 to spare need %d connections, but Postgres takes %d: lower the pool or the number of pods, or raise maxConnections" (int $pods) (int .Values.config.databasePool) (int $connections) (int $limit)) -}}
{{- end -}}
{{- end -}}
{{- if not .Values.migrations.initContainer -}}
{{- if and (or .Values.evaluation.postgres.enabled .Values.cloudnativepg.enabled) (or (not .Values.migrations.job.enabled) (eq .Values.migrations.job.hook "helm")) -}}
{{- $problems = append $problems "nothing would create the tables of the new database, as Helm's jobs run before or after everything else: set migrations.initContainer=true" -}}
{{- end -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}

{{- define "bank.validateRouting" -}}
{{- $problems := list -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- $problems = append $problems "httpRoute.enabled needs httpRoute.parentRefs, the Gateway to attach to" -}}
{{- end -}}
{{- if and (eq .Values.profile "production") .Values.networkPolicy.enabled (or .Values.httpRoute.enabled .Values.ingress.enabled) (not .Values.networkPolicy.gateways) -}}
{{- $problems = append $problems "profile production wants networkPolicy.gateways, the pods of your ingress controller or gateway, for example [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateways}}}]: any other pod that reaches the backend could make up the addresses of callers" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- $problems = append $problems "ingress.enabled needs ingress.hosts, at least one host name" -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}

{{/*
What only the running release shows: changes that Kubernetes or the database would refuse, or not notice, half way through.
Without a cluster, as in `helm template`, there is nothing to compare.
*/}}
{{- define "bank.validateLive" -}}
{{- $problems := list -}}
{{- with .Values.evaluation.postgres -}}
{{- $name := printf "%s-postgres" (include "bank.fullname" $) -}}
{{- if .enabled -}}
{{- $claims := dig "spec" "volumeClaimTemplates" list (lookup "apps/v1" "StatefulSet" $.Release.Namespace $name | default dict) -}}
{{- $running := not (empty (lookup "apps/v1" "StatefulSet" $.Release.Namespace $name)) -}}
{{- $had := "without a volume" -}}
{{- $size := "" -}}
{{- $class := "" -}}
{{- range $claims -}}
{{- $had = "with a volume" -}}
{{- $size = dig "spec" "resources" "requests" "storage" "" . -}}
{{- $class = dig "spec" "storageClassName" "" . -}}
{{- end -}}
{{- $wants := ternary "with a volume" "without a volume" .persistence.enabled -}}
{{- $remedy := printf "save the books (kubectl exec %s-0 -- pg_dump -U bank -Fc bank), kubectl delete statefulset %s, upgrade, and restore them" $name $name -}}
{{- if and $running (ne $had $wants) -}}
{{- $problems = append $problems (printf "the bundled Postgres runs %s, and Kubernetes does not let that be changed: keep evaluation.postgres.persistence.enabled=%t, or %s" $had (eq $had "with a volume") $remedy) -}}
{{- else if and $running .persistence.enabled (ne (toString $size) (toString .persistence.size)) -}}
{{- $problems = append $problems (printf "the volume of the bundled Postgres is of %s, and Kubernetes does not let that be changed here: keep evaluation.postgres.persistence.size=%s, or %s" $size $size $remedy) -}}
{{- else if and $running .persistence.enabled (ne $class .persistence.storageClassName) .persistence.storageClassName -}}
{{- $problems = append $problems (printf "the volume of the bundled Postgres is of the class %q, and Kubernetes does not let that be changed here: keep evaluation.postgres.persistence.storageClassName, or %s" $class $remedy) -}}
{{- end -}}
{{- $secret := lookup "v1" "Secret" $.Release.Namespace $name | default dict -}}
{{- $known := dig "data" "password" "" $secret | b64dec -}}
{{- if and $running $known (ne $known (include "bank.evaluationPassword" $)) -}}
{{- $problems = append $problems (printf "the bundled Postgres took its password when it made its database, and reads no other: keep evaluation.postgres.password, or change it there first (kubectl exec %s-0 -- psql -U bank -c \"ALTER ROLE bank PASSWORD '…'\") and in the Secret %s" $name $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}
