global using TestKit;
