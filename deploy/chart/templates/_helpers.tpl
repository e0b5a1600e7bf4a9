{{/* A release called firebreak gives objects called firebreak. */}}
{{- define "firebreak.fullname" -}}
{{- if contains "firebreak" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-firebreak" (.Release.Name | trunc 30 | trimSuffix "-") }}{{ end }}
{{- end }}

{{/* The name label stays `firebreak`: by it Firebreak knows its own objects, which no policy can open. */}}
{{- define "firebreak.selectorLabels" -}}
app.kubernetes.io/name: firebreak
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: responder
{{- end }}

{{- define "firebreak.commonLabels" -}}
app.kubernetes.io/name: firebreak
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "firebreak.labels" -}}
{{ include "firebreak.commonLabels" . }}
app.kubernetes.io/component: responder
{{- end }}

{{- define "firebreak.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* `true` where the policies are not the packaged ones, whose rights the chart knows. */}}
{{- define "firebreak.ownPolicies" -}}
{{- if or .Values.policies.files .Values.policies.existingConfigMap }}true{{ end }}
{{- end }}

{{/* `true` where rights to write, and to try writes, are held by admission policies that the chart knows. */}}
{{- define "firebreak.writes" -}}
{{- if and .Values.admission.enabled (not (include "firebreak.ownPolicies" .)) }}true{{ end }}
{{- end }}

{{- define "firebreak.policiesConfigMap" -}}
{{- .Values.policies.existingConfigMap | default (printf "%s-policies" (include "firebreak.fullname" .)) }}
{{- end }}

{{/* Settings for firebreak.yaml, as YAML. */}}
{{- define "firebreak.config" -}}
{{- $settings := merge (dict "mode" .Values.mode "cluster" .Values.cluster) (deepCopy .Values.config) }}
{{- if and .Values.ingress.enabled (not $settings.publicUrl) }}
{{- $_ := set $settings "publicUrl" (printf "%s://%s" (ternary "https" "http" (ne .Values.ingress.tlsSecret "")) .Values.ingress.host) }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not $settings.publicUrl) }}
{{- $_ := set $settings "publicUrl" (printf "https://%s" .Values.httpRoute.host) }}
{{- end }}
{{- toYaml $settings }}
{{- end }}

{{/* What JSON Schema cannot say well: one clear word each. */}}
{{- define "firebreak.validate" -}}
{{- if and (eq .Values.mode "approve") (not .Values.admission.enabled) (not (include "firebreak.ownPolicies" .)) }}
{{- fail "mode: approve needs admission.enabled: true; without admission policies a stolen executor token could do what no policy allows" }}
{{- end }}
{{- $app := list .Values.config.githubAppId .Values.config.githubAppInstallationId .Values.secrets.githubAppPrivateKey | compact }}
{{- if and $app (ne (len $app) 3) }}
{{- fail "a GitHub App takes config.githubAppId, config.githubAppInstallationId and secrets.githubAppPrivateKey" }}
{{- end }}
{{- if and $app .Values.secrets.githubToken }}
{{- fail "secrets.githubToken and a GitHub App: give one of both" }}
{{- end }}
{{- if and .Values.policies.files .Values.policies.existingConfigMap }}
{{- fail "policies: give files or existingConfigMap, not both" }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.host: give the name under which people reach the pages" }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.host) }}
{{- fail "httpRoute.host: give the name under which people reach the pages" }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs: name the Gateway that the route belongs to" }}
{{- end }}
{{- if and .Values.ingress.enabled .Values.httpRoute.enabled }}
{{- fail "ingress and httpRoute: enable one of both" }}
{{- end }}
{{- end }}

{{/* A text of files/admission.yaml for one CronJob. Called with (list $text (list $namespace $name)). */}}
{{- define "firebreak.ofCronJob" -}}
{{- $from := index . 1 }}
{{- index . 0 | replace "release-cronjob-namespace" (index $from 0) | replace "release-cronjob-name" (index $from 1) }}
{{- end }}

{{/* An identity's service account as the subject of a binding. Called with (list $ "planner"). */}}
{{- define "firebreak.subject" -}}
{{- $root := index . 0 }}
kind: ServiceAccount
name: {{ include "firebreak.fullname" $root }}-{{ index . 1 }}
namespace: {{ $root.Release.Namespace }}
{{- end }}
