{{- define "lockstep.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride }}
{{- else if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "lockstep.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "lockstep.fullname" .) }}
{{- else }}
{{- required "serviceAccount.name: name the ServiceAccount to use, or set serviceAccount.create" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "lockstep.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
app.kubernetes.io/component: operator
{{- end }}

{{- /* The chart's own labels, and the user's over them; those that selectors use cannot change. */ -}}
{{- define "lockstep.labels" -}}
{{- $selector := fromYaml (include "lockstep.selectorLabels" .) }}
{{- range $values, $labels := dict "commonLabels" .Values.commonLabels "podLabels" .Values.podLabels }}
{{- range $label, $_ := $labels }}
{{- if hasKey $selector $label }}
{{- fail (printf "%s: %s is a label by which the chart finds its pods: remove it" $values $label) }}
{{- end }}
{{- end }}
{{- end }}
{{- $version := include "lockstep.labelValue" .Chart.AppVersion }}
{{- $chart := include "lockstep.labelValue" (printf "%s-%s" .Chart.Name .Chart.Version) }}
{{- $own := dict "app.kubernetes.io/version" $version "app.kubernetes.io/part-of" .Chart.Name "app.kubernetes.io/managed-by" .Release.Service "helm.sh/chart" $chart }}
{{- toYaml (mergeOverwrite $own $selector (.Values.commonLabels | default dict)) }}
{{- end }}

{{- /* A version may have + and what it was built from, which no label may. */ -}}
{{- define "lockstep.labelValue" -}}
{{- . | replace "+" "_" | trunc 63 | trimAll "-_." }}
{{- end }}

{{- /* Follows the labels in an object's metadata; annotations of its own win over common ones. */ -}}
{{- define "lockstep.annotations" -}}
{{- with mergeOverwrite (dict) (.root.Values.commonAnnotations | default dict) (.own | default dict) }}
  annotations:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}

{{- define "lockstep.image" -}}
{{- with .Values.image }}
{{- if .digest }}
{{- printf "%s@%s" .repository .digest }}
{{- else }}
{{- printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) }}
{{- end }}
{{- end }}
{{- end }}
