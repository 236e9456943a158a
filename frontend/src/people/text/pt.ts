/** The people page in Portuguese. */
import type { PeopleTable } from './texts';

export const pt: PeopleTable = {
  loading: 'Carregando…',

  'you.title': 'Você',
  'you.token': 'Você entrou com o token de administração. Ele não nomeia ninguém: os colegas não veem quem fez o quê.',
  'you.name': 'Nome',
  'you.email': 'E-mail',
  'you.shown': 'Os colegas veem',
  'you.role': 'Função',

  'role.viewer': 'Leitor',
  'role.agent': 'Agente',
  'role.owner': 'Proprietário',
  'role.viewer.may': 'lê tudo aqui e não muda nada.',
  'role.agent.may': 'também atende os clientes.',
  'role.owner.may': 'pode fazer tudo.',

  'roles.title': 'O que cada função pode fazer',
  'roles.may': 'Ação',
  'roles.yours': 'a sua',
  'roles.yes': 'sim',
  'roles.no': 'não',
  'roles.versions':
    'O que uma mensagem dizia antes de ser corrigida ou apagada é visto pelos proprietários e pelos membros do grupo “supervisors”. Os proprietários também testam configurações não salvas.',
  'may.read': 'Ler conversas, arquivos, configurações, uso e estado',
  'may.write': 'Escrever aos clientes e enviar arquivos',
  'may.handle': 'Assumir, devolver, encerrar e juntar conversas',
  'may.suggest': 'Pedir sugestões ao assistente e testá-lo',
  'may.settings': 'Mudar as configurações e ler arquivos como fatos',
  'may.contacts': 'Exportar e apagar o que está guardado sobre uma pessoa',
  'may.events': 'Reenviar eventos aos sistemas da empresa',

  'others.title': 'Adicionar e remover pessoas',
  'others.token':
    'Em uma só máquina o token de administração vale para todos: quem o tem é proprietário. Dê-o só a quem pode ver tudo, por um meio que ninguém mais leia.',
  'others.tokenEnd':
    'Para excluir alguém que o tem: remova o arquivo admin-token da pasta de dados, ou defina RELAIS_ADMIN_TOKEN, e reinicie o Relais. Todos entram então com o token novo.',
  'others.accounts': 'Contas com nome e função próprios vêm com a implantação na AWS.',
  'others.ask':
    'Quem administra o Relais adiciona e remove pessoas, e dá as funções. Peça outra função a essa pessoa ou a um proprietário.',
  'others.pool':
    'As pessoas são usuários do grupo de usuários da sua conta AWS (a saída UserPoolId), e as funções são seus grupos. Quem não está em nenhum grupo é agente; quem está em vários tem a função mais alta.',
  'others.add': 'Adicionar um colega',
  'others.addHow':
    'No console do Cognito: Users → Create user, depois Add user to group com a função. Ou, com o usuário, o endereço e a função que quiser:',
  'others.remove': 'Remover um colega',
  'others.removeHow': 'Encerre primeiro as sessões e depois apague o usuário:',
  'others.acts': 'Uma mudança tem efeito em até 15 minutos.',
};
