"""How the world is reached. The only folder that imports a driver."""
