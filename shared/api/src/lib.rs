//! The REST contract: parameters, answers and the OpenAPI document.
