# The commands of a working day; `make` alone lists them. JDK 25 is found beside an older default by .mvn/find-jdk.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAVEN ?= mvn
kube = operator/src/test/kube/kube
# KUBE=1.33 tests on that Kubernetes; without it the variable of the environment holds, as it does for the scripts.
ifdef KUBE
export LOCKSTEP_KUBE = $(KUBE)
endif

# Runs Maven on JDK 25; where none is found, the sentence of find-jdk is the end of it.
maven = home=$$(.mvn/find-jdk) && JAVA_HOME=$$home MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow $$MAVEN_OPTS" $(MAVEN) -B -ntp
# Runs a script with the JDK that the program was built with.
with_jdk = home=$$(.mvn/find-jdk) && JAVA_HOME=$$home

.PHONY: help
help: ## List these targets
	@echo "usage: make TARGET"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: test
test: tools clients kube ## Build and run all tests against a real Kubernetes and real PostgreSQL (T=SomeTest for one, KUBE=1.33 for that version)
	@mkdir -p operator/target && : >operator/target/test-run
	@$(maven) verify $(if $(T),-Dtest='$(T)' -Dsurefire.failIfNoSpecifiedTests=false) || code=$$?; \
	  operator/src/test/times operator/target/test-run; exit $${code:-0}

.PHONY: e2e
e2e: tools kube ## Test the image and the chart on real nodes with containers, as root on Linux (T=SomeE2E for one)
	@operator/src/test/kube/node possible
	@operator/src/test/e2e/images build
	@operator/src/test/kube/node build
	@# What fails once and not again on a machine with other work is printed as a flake.
	@$(maven) verify -DforkCount=1 -Dtest='$(or $(T),*E2E)' -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.rerunFailingTestsCount=1 $(if $(REGENERATE),-Dlockstep.regenerate=true)

.PHONY: demo
demo: program $(if $(CLUSTER),,kube) ## Run a complete example on its own cluster (KEEP=1 keeps the cluster, CLUSTER=current uses yours)
	@$(with_jdk) KEEP='$(KEEP)' CLUSTER='$(CLUSTER)' operator/src/test/demo/demo

.PHONY: bench
bench: program clients kube ## Benchmark against psql, Flyway, Liquibase, dbmate and goose, and measure the operator's start, writes and delays
	@$(with_jdk) operator/src/test/bench/bench

.PHONY: corpora
corpora: program clients ## Apply script sets and compare the results with those of psql (DIR=..., ONLY=one; KILLS=200 SEED=1 kills the runs)
	@$(if $(DIR),,echo "corpora: which folder of script sets? make corpora DIR=..." >&2; exit 2)
	@$(with_jdk) && $$home/bin/java -cp "operator/target/test-classes:operator/target/classes:$$(cat operator/target/test-classpath)" \
	  dev.lockstep.corpora.Corpora '$(DIR)' $(if $(ONLY),--only '$(ONLY)') $(if $(KILLS),--kills '$(KILLS)') $(if $(SEED),--seed '$(SEED)')

.PHONY: lint-peer
lint-peer: program ## Compare lint with squawk on script sets (DIR=..., SQUAWK=path; SAMPLE=100 SEED=1 prints a sample of findings)
	@$(if $(DIR),,echo "lint-peer: which folder of script sets? make lint-peer DIR=... SQUAWK=..." >&2; exit 2)
	@$(if $(SQUAWK),,echo "lint-peer: where is squawk? make lint-peer DIR=... SQUAWK=... (pip download squawk-cli)" >&2; exit 2)
	@$(with_jdk) && $$home/bin/java -cp "operator/target/test-classes:operator/target/classes:$$(cat operator/target/test-classpath)" \
	  dev.lockstep.corpora.LintPeer '$(DIR)' '$(SQUAWK)' $(if $(SAMPLE),'$(SAMPLE)' '$(or $(SEED),1)')

.PHONY: program
program: tools ## Build the program into operator/target/lockstep, without running tests
	@$(maven) -q test-compile
	@$(with_jdk) operator/src/test/train/train

.PHONY: image
image: ## Build and check the container image, into operator/target/image/lockstep.tar (IMAGE=name:tag, ENGINE=docker, podman or buildah)
	@IMAGE='$(IMAGE)' ENGINE='$(ENGINE)' operator/src/main/image/image

.PHONY: sbom
sbom: tools ## Write the SBOM (CycloneDX) and the list of licenses to operator/target
	@$(maven) -q -pl operator process-classes cyclonedx:makeBom license:add-third-party

.PHONY: scan
scan: sbom ## Check the libraries, and the image if it was built, for known vulnerabilities (with grype if it is installed)
	@operator/src/main/supply/scan operator/src/main/supply/reviewed sbom:operator/target/sbom.json docker-archive:operator/target/image/lockstep.tar

.PHONY: format
format: tools ## Format sources and POMs as the build requires
	@$(maven) -q spotless:apply

.PHONY: crds
crds: tools ## Regenerate crds/ and the reference of the fields from the Java records
	@$(maven) -q test -Dtest='CrdTest,ResourceReferenceTest' -Dsurefire.failIfNoSpecifiedTests=false -Dlockstep.regenerate=true

.PHONY: kube
kube: ## Build Kubernetes for the tests into the cache (about 7 minutes, once; KUBE=1.33 for that version)
	@$(kube) build

.PHONY: clean
clean: tools ## Delete the build output; keep the caches outside the tree
	@$(maven) -q clean

.PHONY: clients
clients:
	@.mvn/packages 'The tests need' psql=postgresql-client pg_dump=postgresql-client pgbouncer=pgbouncer promtool=prometheus

.PHONY: tools
tools:
	@.mvn/find-jdk >/dev/null
	@command -v $(MAVEN) >/dev/null || { echo "Lockstep builds with Maven 3.8 or newer and none was found: install it (Debian and Ubuntu: maven)." >&2; exit 1; }
	@command -v openssl >/dev/null || { echo "The tests make certificates with OpenSSL and none was found: install it (Debian and Ubuntu: openssl)." >&2; exit 1; }
	@# A jar that is no dependency any more would stay on the class path.
	@[ -z "$$(find pom.xml operator/pom.xml -newer operator/target/lockstep/lib 2>/dev/null)" ] || rm -rf operator/target/lockstep/lib
