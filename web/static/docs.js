// Opens Swagger's viewer on our own description of the API. Nothing is asked of any other host.
if (window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: "/docs/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    validatorUrl: null,
  });
}
