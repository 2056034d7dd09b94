{{- /*
What the operator may do in a namespace that it looks after. It never sees a Secret: the pods of its
Jobs mount them.
*/ -}}
{{- define "lockstep.rules" -}}
- apiGroups: [lockstep.dev]
  resources: [schemamigrations]
  verbs: [get, list, watch]
- apiGroups: [lockstep.dev]
  resources: [schemamigrations/status]
  verbs: [get, patch, update]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch]
# A Job is created suspended and released by a patch.
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch, delete]
# The patch removes the scheduling gate.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch]
# The list says why a Job gets no pod (quota, Pod Security).
- apiGroups: [""]
  resources: [events]
  verbs: [list, create, patch]
{{- end }}
