{{- /*
Where the admission policies are in force: where the operator looks. What the API server would add
is written out here and below: Argo CD would take it for drift.
*/ -}}
{{- define "lockstep.admission.namespaces" -}}
matchPolicy: Equivalent
{{- with .Values.watchNamespaces }}
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: In
      values:
        {{- toYaml . | nindent 8 }}
{{- else }}
namespaceSelector: {}
{{- end }}
{{- end }}

{{- /*
The version of MutatingAdmissionPolicy that the API server serves, empty where the gate is not to be
injected.
*/ -}}
{{- define "lockstep.admission.mutatingVersion" -}}
{{- with .Values.admissionPolicies }}
{{- if and .enabled (ne .injectGate "never") }}
{{- if ne .injectGate "auto" }}
{{- .injectGate }}
{{- else if $.Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy" -}}
v1
{{- else if $.Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy" -}}
v1beta1
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /*
Regular expressions of patterns in which * stands for any characters, as a CEL list. Parameter: the
list of patterns.
*/ -}}
{{- define "lockstep.admission.patterns" -}}
[
{{- range $index, $pattern := . -}}
{{- if $index }}, {{ end }}{{ printf "^%s$" (regexQuoteMeta $pattern | replace "\\*" ".*") | toJson }}
{{- end -}}
]
{{- end }}

{{- /*
Whether the namespace of a request is one in which no Job of the operator belongs: Kubernetes' own, and
the release's unless it is watched by name.
*/ -}}
{{- define "lockstep.admission.closedNamespaces" -}}
{{- $closed := list "kube-system" "kube-public" "kube-node-lease" }}
{{- if not (has .Release.Namespace (.Values.watchNamespaces | default list)) }}
{{- $closed = append $closed .Release.Namespace }}
{{- end }}
{{- toJson $closed }}
{{- end }}

{{- /*
Whether an object bears the marks of a run. Parameter: a CEL expression of the object.
*/ -}}
{{- define "lockstep.admission.marked" -}}
({{ . }}.metadata.?labels[?'lockstep.dev/purpose'].hasValue()
  || {{ . }}.metadata.?labels[?'lockstep.dev/schemamigration'].hasValue()
  || {{ . }}.?spec.?template.?metadata.?labels[?'lockstep.dev/purpose'].hasValue()
  || {{ . }}.?spec.?template.?metadata.?labels[?'lockstep.dev/schemamigration'].hasValue()
  || {{ . }}.metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false)
    && owner.kind == 'SchemaMigration' && owner.apiVersion.startsWith('lockstep.dev/')))
{{- end }}

{{- /*
Whether two maps of labels or annotations agree in all that the operator reads. Parameters: dict "old"
and "new", CEL expressions of the maps.
*/ -}}
{{- define "lockstep.admission.sameMarks" -}}
{{ .old }}.all(key, !(key.startsWith('lockstep.dev/') || key == 'batch.kubernetes.io/controller-uid')
    || key in {{ .new }} && {{ .new }}[key] == {{ .old }}[key])
  && {{ .new }}.all(key, !(key.startsWith('lockstep.dev/') || key == 'batch.kubernetes.io/controller-uid')
    || key in {{ .old }})
{{- end }}

{{- /*
Puts a ValidatingAdmissionPolicy in force: dict "name" and "root".
*/ -}}
{{- define "lockstep.admission.binding" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ .name }}
  labels:
    {{- include "lockstep.labels" .root | nindent 4 }}
  {{- include "lockstep.annotations" (dict "root" .root) }}
spec:
  policyName: {{ .name }}
  validationActions: [Deny]
{{- end }}

{{- /*
The pod template in an object. Parameter: the name of a CEL variable.
*/ -}}
{{- define "lockstep.admission.template" -}}
request.kind.kind == 'Pod' ? dyn({{ . }})
  : request.kind.kind == 'CronJob' ? dyn({{ . }}).spec.jobTemplate.spec.template
  : dyn({{ . }}).spec.template
{{- end }}

{{- /*
What a pod template says about the gate: the label's value, the annotation's, and our gate if it is
there. Parameter: a CEL expression of the template.
*/ -}}
{{- define "lockstep.admission.lines" -}}
[
  {{ . }}.?metadata.?labels[?'lockstep.dev/gated'].orValue(''),
  {{ . }}.?metadata.?annotations[?'lockstep.dev/requires'].orValue('')
] + {{ . }}.?spec.?schedulingGates.orValue([]).map(gate, string(gate.name)).filter(gate, gate == 'lockstep.dev/schema')
{{- end }}

{{- /*
A text that sorts as the version in a comparison does: each part with zeros in front, and none of the
parts at the end that are zero. Parameter: the name of a CEL variable.
*/ -}}
{{- define "lockstep.admission.sortable" -}}
{{ . }}.find(r'[0-9][-._0-9]*[-._]0*[1-9][0-9]*|[0-9]+').replace('_', '.').replace('-', '.').split('.')
  .map(part, '{{ repeat 128 "0" }}'.substring(part.size()) + part).join('')
{{- end }}
