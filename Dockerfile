# Lockstep's image: a Java runtime of the modules that the program needs, the program, and AOT caches from runs of it.
# It has no shell and no package manager. docker build, podman build and buildah build take it; `make image` builds and
# checks it, also where no registry is reachable.

# A Maven home (settings.xml, repository) that the build takes first, such as --build-context maven=$HOME/.m2
FROM scratch AS maven

FROM docker.io/library/debian:bookworm-slim AS system
COPY operator/src/main/image/system /
RUN ["/bin/sh", "/system", "/rootfs"]

FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
COPY operator/src/main/image/runtime /
RUN ["/bin/sh", "/runtime", "/opt/lockstep/runtime"]
COPY . /build
WORKDIR /build
# The folder of the cache belongs to this build: Maven's repository, and below it PostgreSQL, which trains the caches.
RUN --mount=type=cache,id=lockstep-build,target=/var/cache/lockstep --mount=type=bind,from=maven,target=/maven \
  sh operator/src/main/image/build /opt/lockstep /program

FROM scratch
COPY --from=system /rootfs /
COPY --from=build /opt/lockstep/runtime /opt/lockstep/runtime
COPY --from=build /opt/lockstep/lib /opt/lockstep/lib
COPY --from=build /program /opt/lockstep
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Lockstep" \
  org.opencontainers.image.description="Keeps database schemas and the workloads that use them in lockstep." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.created="$CREATED"
ENV LANG=C.UTF-8
USER 65532:65532
ENTRYPOINT ["/opt/lockstep/runtime/bin/java", "@/opt/lockstep/java.options"]
