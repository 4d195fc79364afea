# A static program in an otherwise empty image. Time zones are in the program;
# the data directory is a volume that user 65532 must be able to write.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=container
RUN CGO_ENABLED=1 go build -trimpath \
      -tags "sqlite_fts5 sqlite_omit_load_extension netgo osusergo" \
      -ldflags "-s -w -X main.version=$VERSION -linkmode external -extldflags -static" \
      -o /out/knoop ./cmd/knoop \
 && mkdir -p /out/data && chmod 700 /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/knoop /knoop
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
# 0.0.0.0: only what the container publishes can be reached from outside.
ENV KNOOP_DATA=/data KNOOP_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=10s CMD ["/knoop", "health"]
ENTRYPOINT ["/knoop"]
CMD ["serve"]
