# syntax=docker/dockerfile:1
# Build: docker build -t crisis .    Run: docker run -p 8000:8000 -v crisis-data:/data crisis

# Front-end files: npm checks them against package-lock.json, tools/vendor_frontend.py against its own sums.
FROM node:22-bookworm-slim AS frontend
WORKDIR /frontend
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --silent

# The application in one virtual environment, from the wheel, with everything pinned (tzdata, and asyncpg for PostgreSQL, too).
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/crisis && python -m venv /opt/hatch
WORKDIR /project
COPY requirements/build.lock requirements/runtime.lock requirements/
RUN /opt/crisis/bin/pip install --quiet -r requirements/runtime.lock \
 && /opt/hatch/bin/pip install --quiet -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY directory directory
COPY routing routing
COPY seed seed
COPY store store
COPY web web
COPY cli cli
COPY tools tools
COPY --from=frontend /frontend/node_modules node_modules
RUN python tools/vendor_frontend.py \
 && /opt/hatch/bin/hatchling build -t wheel \
 && /opt/crisis/bin/pip install --quiet --no-deps dist/*.whl

FROM python:3.13-slim-bookworm
COPY --from=build /opt/crisis /opt/crisis
ENV PATH=/opt/crisis/bin:$PATH CRISIS_HOME=/data PORT=8000 PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --no-create-home crisis && install -d -o crisis /data
USER crisis
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=2)"]
CMD ["crisis", "serve", "--host", "0.0.0.0"]
