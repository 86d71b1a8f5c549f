/**
 * Will hold the HTTP API and the page, on Javalin: routes, JSON, sign-in, setup. Nothing is here yet.
 */
package io.holdfast.http;
